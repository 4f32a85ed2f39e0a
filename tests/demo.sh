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
rm -rf build/demo
mkdir -p build/demo
cp -R workflow.toml seeds glossary locales build/demo/
ln -s ../../output build/demo/output

say "2. A second article, drafted before your eyes with two small test models (toys; see tests/models/README.md)"
ARGOS_PACKAGES_DIR=$PWD/build/demo/models
export ARGOS_PACKAGES_DIR
for pair in en_ru en_zh; do
  show workflow -C build/demo models install "tests/models/$pair.argosmodel"
done
show workflow -C build/demo extract "$draft"
show workflow -C build/demo -v translate "$draft" --lang ru,zh
show workflow -C build/demo publish "$draft" --draft --lang ru,zh

say "3. Two sentences of the drafts, with names that the models have never seen"
for language in ru zh_CN; do
  sed -n '/^msgid "Mayor of Samarkand/,/^$/p; /^msgid "Bakhtiyor/,/^$/p' "build/demo/locales/$language/LC_MESSAGES/$draft.po"
done

say "4. How the names get into one sentence, step by step"
show workflow -C build/demo translate --lang ru --explain "direct flights between Samarkand, Kazan and Chongqing"

say "5. What the checks say of the drafts"
show workflow -C build/demo check "$draft"

say "6. Where everything stands"
show workflow -C build/demo status
printf 'Open output/index.html in a browser.\n'
