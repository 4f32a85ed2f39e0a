# ruff: noqa: E501
"""One sentence of news in English and the ten languages, for checks that compare languages."""

from __future__ import annotations

SOURCE = (
    "The city council said on Friday that the new bridge over the river would be opened to traffic before the "
    "end of the year."
)
TEXTS = {
    "zh": "市议会周五表示，跨河新桥将在今年年底前通车，届时两岸居民往来会更加方便。",
    "ru": "Городской совет сообщил в пятницу, что новый мост через реку откроют для движения до конца года.",
    "hi": "नगर परिषद ने शुक्रवार को कहा कि नदी पर बना नया पुल साल के अंत से पहले यातायात के लिए खोल दिया जाएगा।",
    "ur": "سٹی کونسل نے جمعہ کو کہا کہ دریا پر بنا نیا پل سال کے اختتام سے پہلے ٹریفک کے لیے کھول دیا جائے گا۔",
    "fa": "شورای شهر روز جمعه اعلام کرد که پل جدید روی رودخانه پیش از پایان سال به روی خودروها باز خواهد شد.",
    "kk": "Қалалық кеңес жұма күні өзен үстіндегі жаңа көпір жыл аяғына дейін көлік қозғалысы үшін ашылады деп мәлімдеді.",
    "ky": "Шаардык кеңеш жума күнү дарыянын үстүндөгү жаңы көпүрө жыл аягына чейин унаалар үчүн ачылат деп билдирди.",
    "tg": "Шӯрои шаҳр рӯзи ҷумъа хабар дод, ки пули нав аз болои дарё то охири сол барои ҳаракати нақлиёт кушода мешавад.",
    "uz": "Shahar kengashi juma kuni daryo ustidagi yangi koʻprik yil oxirigacha transport harakati uchun ochilishini maʼlum qildi.",
    "be": "Гарадскі савет паведаміў у пятніцу, што новы мост праз раку адкрыюць для руху да канца года.",
}
LANGUAGES = tuple(TEXTS)
