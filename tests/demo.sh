#!/bin/sh
# The demonstration that "make demo" runs. Everything it shows goes through the command line that users have.
set -eu
bin=$(cd "${BIN:-.venv/bin}" && pwd)
PATH=$bin:$PATH
draft=samarkand-transport-forum

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '$ %s\n' "$*"; "$@"; }

rm -rf output/*/"$draft"  # of an earlier demonstration: the repository itself has no such catalogue
say "1. The seed article: ten languages, translated and reviewed, published from their catalogues"
show workflow run seeds/chongqing-mayor-sco-cooperation.txt

# The second article stays untranslated in the repository, so its drafts are made in a copy. Its pages join the others.
# There Belarusian and Hindi have the routes that a machine with Apertium has, and where there is no translation, the
# original stands in: so an article reaches every reader, whatever this machine can draft.
rm -rf build/demo
mkdir -p build/demo
cp -R seeds glossary locales build/demo/
ln -s ../../output build/demo/output
sed 's/^\[publish\]$/&\
missing = "source"/' workflow.toml >build/demo/workflow.toml
cat >>build/demo/workflow.toml <<'END'

[routes.be]           # Apertium knows no English, but makes Belarusian of Russian,
engine = "apertium"
via = "ru"
pivot = "reviewed"    # of what people have approved there

[routes.hi]           # and Hindi of Urdu, by a machine or by people
engine = "apertium"
via = "ur"
END

say "2. A second article, drafted with two small test models (toys; see tests/models/README.md)"
ARGOS_PACKAGES_DIR=$PWD/build/demo/models
export ARGOS_PACKAGES_DIR
for pair in en_ru en_zh; do
  show workflow -C build/demo models install "tests/models/$pair.argosmodel"
done
show workflow -C build/demo extract "$draft"
show workflow -C build/demo -v translate "$draft" --lang ru,zh

say "3. Two sentences of the drafts, with names that the models have never seen"
for language in ru zh_CN; do
  sed -n '/^msgid "Mayor of Samarkand/,/^$/p; /^msgid "Bakhtiyor/,/^$/p' "build/demo/locales/$language/LC_MESSAGES/$draft.po"
done

say "4. How the names get into one sentence, step by step"
show workflow -C build/demo translate --lang ru --explain "direct flights between Samarkand, Kazan and Chongqing"

say "5. A person reads the Russian drafts and approves them; here it is only this script that takes their marks off"
po=build/demo/locales/ru/LC_MESSAGES/$draft.po
sed '/^#, fuzzy$/d' "$po" >build/demo/approved.po
printf "$ sed '/^#, fuzzy$/d' %s\n" "$po"
mv build/demo/approved.po "$po"

say "6. The other eight languages, with what this machine has"
show workflow -C build/demo translate "$draft"
show workflow -C build/demo publish "$draft" --draft

say "7. What the checks say of the drafts"
show workflow -C build/demo check "$draft" --lang zh,ru,be

say "8. Where everything stands"
show workflow -C build/demo status "$draft"
printf 'Open output/index.html in a browser.\n'
