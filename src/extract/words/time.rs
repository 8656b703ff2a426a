//! Words of time in sixteen languages: months, weekdays, units, numbers and the little words around them.
//!
//! Everything is data in the tables at the top; [`senses`] looks a word up. Words are stored folded: lower case, letters
//! without accents, so that `Février`, `fevrier` and `FÉVRIER` are one entry. A word may have several senses ("mar" is a
//! month and a weekday): the reader picks by what stands beside it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Weekday;

/// The longest word of the tables, in letters.
pub(in crate::extract) const LONGEST: usize = 16;

/// A unit of a length of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::extract) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

impl Unit {
    /// Its length in seconds.
    pub(in crate::extract) fn seconds(self) -> u64 {
        match self {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            Unit::Day => 86_400,
            Unit::Week => 604_800,
        }
    }
}

/// What a word can do beside a date, a time or a duration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::extract) enum Role {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// 12:00 by itself.
    Noon,
    /// 00:00 by itself.
    Midnight,
    /// Says that the number before it is a time of day: `Uhr`, `uur`.
    Clock,
    /// Says that the number behind it is a time of day: `ore`, `godz.`, `kl.`.
    ClockBefore,
    /// Not exact: `about`, `vers`, `gegen`.
    Approx,
    /// Stands between a date and a time, or before a time: `at`, `um`, `à`.
    At,
    /// Stands before a date: `on`, `le`, `am`.
    On,
    /// An article or filler that may follow the former: `the`, `las`.
    Article,
    /// Stands inside a date: `of`, `de`.
    Of,
    /// Opens a range: `from`, `von`, `de`.
    From,
    /// Opens a range that is joined by "and": `between`, `zwischen`, `entre`.
    Between,
    /// Joins a range: `to`, `until`, `bis`, `à`.
    To,
    /// Joins a range behind `between`, and the parts of a duration.
    And,
    /// The word "time" behind a zone.
    Time,
    /// Speaks of times of day, so that a zone may follow: `times in MSK`.
    Times,
    /// A letter or ending that makes a number a day: `4th`, `1er`.
    Ordinal,
    /// A month name that may stand before its day: English.
    MonthFirst,
    /// A month abbreviation that is a common word: a month only with a year behind it.
    NeedsYear,
    /// A month name that is a common word: needs a capital, or a year behind it.
    NeedsCapital,
    /// `less`, `fewer`: a bound from above, with "than".
    Less,
    /// `more`, `longer`: a bound from below, with "than".
    More,
    /// A bound from above by itself: `under`, `max`, `within`.
    AtMost,
    /// A bound from below by itself: `over`, `minimum`.
    AtLeast,
    /// `than`, `as`.
    Than,
    /// `no`, `not`: turns the bound behind it.
    Not,
    /// Speaks of what is to come: `should`, `will`, `expected`.
    Forecast,
    /// Speaks of what was: `took`, `lasted`. Ends the reach of a forecast.
    Past,
    /// Begins a spelled-out zone: `Pacific Time`.
    ZoneName,
    /// Makes a duration an interval: `every`, `per`.
    Recurring,
    /// Makes a duration a point in time: `ago`.
    Ago,
    /// Introduces a length: `for`, `of`, `another`.
    Lasting,
    /// `a`, `an`, `une`: one, where a unit follows.
    One,
}

/// A set of [`Role`]s.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(in crate::extract) struct Roles(u64);

impl Roles {
    /// Whether `role` is among them.
    pub(in crate::extract) fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    /// Whether any of `roles` is among them.
    pub(in crate::extract) fn any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u32;
    }
}

/// All a word can mean. The default is a word without any sense here.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(in crate::extract) struct Senses {
    /// Month, 1 to 12.
    pub(in crate::extract) month: Option<i8>,
    /// Day of the week.
    pub(in crate::extract) weekday: Option<Weekday>,
    /// Unit of a duration.
    pub(in crate::extract) unit: Option<Unit>,
    /// A number, in thousandths: `half` is 500.
    pub(in crate::extract) number: Option<u32>,
    /// Everything else.
    pub(in crate::extract) roles: Roles,
}

/// What a word means that is none of these tables.
pub(in crate::extract) static NO_SENSES: Senses =
    Senses { month: None, weekday: None, unit: None, number: None, roles: Roles(0) };

/// Months by language, January first; full names, genitives and abbreviations.
const MONTHS: &[[&str; 12]] = &[
    // English.
    [
        "january jan",
        "february feb febr",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ],
    // German, with Austrian names.
    [
        "januar janner jaenner",
        "februar feber",
        "marz maerz mrz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober okt",
        "november",
        "dezember dez",
    ],
    // French.
    [
        "janvier janv",
        "fevrier fevr fev",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ],
    // Spanish.
    [
        "enero ene",
        "febrero",
        "marzo",
        "abril abr",
        "mayo",
        "junio",
        "julio",
        "agosto ago",
        "septiembre setiembre",
        "octubre",
        "noviembre",
        "diciembre dic",
    ],
    // Portuguese.
    [
        "janeiro",
        "fevereiro",
        "marco",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro set",
        "outubro out",
        "novembro",
        "dezembro",
    ],
    // Dutch.
    [
        "januari",
        "februari",
        "maart mrt",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    // Italian.
    [
        "gennaio gen genn",
        "febbraio febb",
        "marzo",
        "aprile",
        "maggio mag",
        "giugno giu",
        "luglio lug",
        "agosto",
        "settembre sett",
        "ottobre ott",
        "novembre",
        "dicembre",
    ],
    // Polish: nominative, genitive, abbreviation.
    [
        "styczen stycznia sty",
        "luty lutego lut",
        "marzec marca",
        "kwiecien kwietnia kwi",
        "maj maja",
        "czerwiec czerwca cze",
        "lipiec lipca lip",
        "sierpien sierpnia sie",
        "wrzesien wrzesnia wrz",
        "pazdziernik pazdziernika paz",
        "listopad listopada lis",
        "grudzien grudnia gru",
    ],
    // Norwegian, Swedish, Danish.
    [
        "januar januari",
        "februar februari",
        "mars marts",
        "april",
        "mai maj",
        "juni",
        "juli",
        "august augusti aug",
        "september",
        "oktober",
        "november",
        "desember des",
    ],
    // Finnish: nominative, partitive, genitive.
    [
        "tammikuu tammikuuta tammikuun",
        "helmikuu helmikuuta helmikuun",
        "maaliskuu maaliskuuta maaliskuun",
        "huhtikuu huhtikuuta huhtikuun",
        "toukokuu toukokuuta toukokuun",
        "kesakuu kesakuuta kesakuun",
        "heinakuu heinakuuta heinakuun",
        "elokuu elokuuta elokuun",
        "syyskuu syyskuuta syyskuun",
        "lokakuu lokakuuta lokakuun",
        "marraskuu marraskuuta marraskuun",
        "joulukuu joulukuuta joulukuun",
    ],
    // Czech: nominative, genitive.
    [
        "leden ledna",
        "unor unora",
        "brezen brezna",
        "duben dubna",
        "kveten kvetna",
        "cerven cervna",
        "cervenec cervence",
        "srpen srpna",
        "zari",
        "rijen rijna",
        "listopadu",
        "prosinec prosince",
    ],
    // Turkish.
    ["ocak", "subat", "mart", "nisan", "mayis", "haziran", "temmuz", "agustos", "eylul", "ekim", "kasim", "aralik"],
    // Russian: nominative, genitive, abbreviation.
    [
        "январь января янв",
        "февраль февраля фев",
        "март марта мар",
        "апрель апреля апр",
        "май мая",
        "июнь июня июн",
        "июль июля июл",
        "август августа авг",
        "сентябрь сентября сен сент",
        "октябрь октября окт",
        "ноябрь ноября ноя",
        "декабрь декабря дек",
    ],
    // Ukrainian: nominative, genitive, abbreviation.
    [
        "січень січня січ",
        "лютий лютого лют",
        "березень березня бер",
        "квітень квітня кві",
        "травень травня тра",
        "червень червня чер",
        "липень липня лип",
        "серпень серпня сер",
        "вересень вересня вер",
        "жовтень жовтня жов",
        "листопад листопада",
        "грудень грудня гру",
    ],
];

/// Weekdays by language, Monday first. Two letters count only before a date.
const WEEKDAYS: &[[&str; 7]] = &[
    [
        "monday mon",
        "tuesday tue tues",
        "wednesday wed weds",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ],
    ["montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr", "samstag sonnabend sa", "sonntag so"],
    ["lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim"],
    ["lunes", "martes", "miercoles mie", "jueves jue", "viernes vie", "sabado sab", "domingo dom"],
    ["segunda seg", "terca ter", "quarta qua", "quinta qui", "sexta sex", "sabado", "domingo"],
    [
        "maandag ma",
        "dinsdag",
        "woensdag woe wo",
        "donderdag don",
        "vrijdag vrij vr",
        "zaterdag zat za",
        "zondag zon zo",
    ],
    ["lunedi", "martedi", "mercoledi", "giovedi gio", "venerdi", "sabato", "domenica"],
    [
        "poniedzialek pon pn",
        "wtorek wt",
        "sroda srode sr",
        "czwartek czw",
        "piatek pt",
        "sobota sobote sob",
        "niedziela niedziele niedz nd",
    ],
    ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"],
    ["mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"],
    [
        "maanantai maanantaina",
        "tiistai tiistaina",
        "keskiviikko keskiviikkona",
        "torstai torstaina",
        "perjantai perjantaina",
        "lauantai lauantaina",
        "sunnuntai sunnuntaina",
    ],
    ["pondeli", "utery", "streda stredu", "ctvrtek", "patek", "sobota sobotu", "nedele nedeli"],
    ["pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"],
    [
        "понедельник пн",
        "вторник вт",
        "среда среду ср",
        "четверг чт",
        "пятница пятницу пт",
        "суббота субботу сб",
        "воскресенье вс",
    ],
    ["понеділок пн", "вівторок вт", "середа середу ср", "четвер чт", "пт", "субота суботу сб", "неділя неділю нд"],
];

/// Units of durations, all languages.
const UNITS: &[(Unit, &str)] = &[
    (Unit::Second, "s sec secs second seconds sekunde sekunden sek seconde secondes seconden segundo segundos"),
    (Unit::Second, "secondo secondi sekunda sekundy sekund"),
    (Unit::Minute, "m min mins minute minutes minuten minuto minutos minuti minut minuta minuty minuut mn"),
    (Unit::Hour, "h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren"),
    (Unit::Hour, "godzina godziny godzin godzine godz"),
    (Unit::Day, "d day days tag tage tagen jour jours dia dias giorno giorni dag dagen dzien dni"),
    (Unit::Week, "w wk wks week weeks woche wochen semaine semaines semana semanas settimana settimane weken"),
    (Unit::Week, "tydzien tygodnie tygodni"),
    // Norwegian, Swedish, Danish, Finnish; `time` is an hour for two of them and a word of English.
    (Unit::Second, "sekunder sekundet sekuntia sekunti sekunttia"),
    (Unit::Minute, "minutt minutter minuter minuttia minuutti minuuttia minutters"),
    (Unit::Hour, "timer timers timme timmar timmars tunti tuntia tunnin timen"),
    (Unit::Day, "dager dage dagers dygn dogn paiva paivaa vuorokausi vuorokautta vrk"),
    (Unit::Week, "uke uker uge uger vecka veckor viikko viikkoa"),
    // Czech, Turkish.
    (Unit::Second, "vterina vteriny vterin saniye sn"),
    (Unit::Minute, "dakika dakikalik dk minutach"),
    (Unit::Hour, "hodina hodiny hodin hodinu hod saat saatlik"),
    (Unit::Day, "dnu gun gunluk"),
    (Unit::Week, "tyden tydny tydnu hafta haftalik"),
    // Russian, Ukrainian.
    (Unit::Second, "секунда секунды секунд секунду сек секунди"),
    (Unit::Minute, "минута минуты минут минуту мин хвилина хвилини хвилин хвилину хв"),
    (Unit::Hour, "час часа часов ч година години годин годину год"),
    (Unit::Day, "день дня дней дні днів сутки суток доба доби діб"),
    (Unit::Week, "неделя недели недель неделю тиждень тижні тижнів"),
];

/// Units of Chinese, Japanese and Korean durations; the longer of two that begin alike stands first.
pub(in crate::extract) const CJK_UNITS: &[(&str, Unit)] = &[
    ("時間", Unit::Hour),
    ("小时", Unit::Hour),
    ("小時", Unit::Hour),
    ("个小时", Unit::Hour),
    ("個小時", Unit::Hour),
    ("시간", Unit::Hour),
    ("分钟", Unit::Minute),
    ("分鐘", Unit::Minute),
    ("分間", Unit::Minute),
    ("分", Unit::Minute),
    ("분", Unit::Minute),
    ("秒", Unit::Second),
    ("초", Unit::Second),
    ("日間", Unit::Day),
    ("일간", Unit::Day),
    ("天", Unit::Day),
    ("週間", Unit::Week),
];

/// Numbers in words, in thousandths.
const NUMBERS: &[(u32, &str)] = &[
    (500, "half halbe halben demi demie media meia mezza pol"),
    (1_000, "one eine einer ein une uno una um uma un een jedna jedna jeden"),
    (1_500, "anderthalb eineinhalb anderhalf poltora poltorej"),
    (2_000, "two zwei deux dos dois duas due twee dwie dwa"),
    (3_000, "three drei trois tres tre drie trzy"),
    (4_000, "four vier quatre cuatro quatro quattro cztery"),
    (5_000, "five funf fuenf cinq cinco cinque vijf piec"),
    (6_000, "six sechs seis sei zes szesc"),
    (7_000, "seven sieben siete sete sette zeven siedem"),
    (8_000, "eight acht huit ocho oito otto osiem"),
    (9_000, "nine neun neuf nueve nove negen dziewiec"),
    (10_000, "ten zehn dix diez dez dieci tien dziesiec"),
    (11_000, "eleven elf onze once undici jedenascie"),
    (12_000, "twelve zwolf zwoelf douze doce doze dodici twaalf dwanascie"),
    (15_000, "fifteen funfzehn quinze quince quindici vijftien pietnascie"),
    (20_000, "twenty zwanzig vingt veinte vinte venti twintig dwadziescia"),
    (25_000, "twentyfive"),
    (30_000, "thirty dreissig trente treinta trinta trenta dertig trzydziesci"),
    (40_000, "forty fourty vierzig quarante cuarenta quarenta quaranta veertig czterdziesci"),
    (50_000, "fifty funfzig cinquante cincuenta cinquenta cinquanta vijftig"),
    (60_000, "sixty sechzig soixante sesenta sessenta sessanta zestig"),
    (90_000, "ninety neunzig"),
    (500, "halv halvannan puoli puolen pul yarim пол пів"),
    (1_000, "yksi yhden jednu bir один одна одну"),
    (1_500, "halvannen halvanden puolitoista полтора полторы півтори"),
    (2_000, "tva kaksi kahden dva dve iki два две дві"),
    (3_000, "kolme kolmen tri uc три"),
    (4_000, "fyra nelja neljan ctyri dort четыре чотири"),
    (5_000, "fem viisi viiden pet bes пять"),
    (6_000, "seks kuusi kuuden sest alti шесть шість"),
    (7_000, "sju syv seitseman sedm yedi семь сім"),
    (8_000, "atte otte atta kahdeksan osm sekiz восемь вісім"),
    (9_000, "nio yhdeksan devet dokuz девять"),
    (10_000, "kymmenen deset десять"),
    (15_000, "femten femton viisitoista patnact пятнадцать"),
    (20_000, "tjue tyve tjugo kaksikymmenta dvacet yirmi двадцать двадцять"),
    (30_000, "tretti tredive trettio kolmekymmenta tricet otuz тридцать тридцять"),
    (40_000, "forti fyrre fyrtio ctyricet kirk сорок"),
    (50_000, "femti femtio padesat elli пятьдесят"),
];

/// The little words.
const ROLES: &[(Role, &str)] = &[
    (Role::Am, "am"),
    (Role::Pm, "pm"),
    (Role::Noon, "noon midday mittags mediodia mezzogiorno"),
    (Role::Midnight, "midnight mitternacht minuit medianoche mezzanotte middernacht"),
    (Role::Clock, "uhr uur oclock"),
    (Role::ClockBefore, "ore godz godzinie kl klokken klo"),
    (Role::Approx, "about around close approx approximately approximatively roughly circa ca abt c nearly almost some"),
    (
        Role::Approx,
        "sometime ungefahr etwa gegen rund zirka environ vers presque alrededor aproximadamente hacia cerca",
    ),
    (Role::Approx, "aprox volta circa verso attorno intorno ongeveer rond omstreeks okolo ok kolo estimate"),
    (Role::At, "at um a as alle o om aan ab by dalle ore godz godzinie kl klokken klo partir des"),
    (Role::On, "on am le el il op dnia em den dem al the vom"),
    (
        Role::Article,
        "since before after the le la las los les les der das den dem die het de des da do das ore l por hours hour",
    ),
    (Role::Of, "of de del di des d"),
    (Role::From, "from von vom de desde das da du des van od dal dalle starting"),
    (Role::Between, "between zwischen entre tussen tra fra miedzy betw btw"),
    (Role::To, "to until till til through thru bis a al as ate hasta alle fino tot do jusqu jusque zu"),
    (Role::And, "and und et y e en i ed plus"),
    (Role::Time, "time zeit"),
    (Role::Times, "time times timezone timezones zone timestamp timestamps timeline clock zeit zeiten zeitzone"),
    (Role::Times, "uhrzeit uhrzeiten heure heures hora horas ora orari orario tijd tijden czas czasu strefa fuseau"),
    (Role::Ordinal, "st nd rd th d er e eme ere re te de"),
    (Role::NeedsYear, "set out ago mag lip gen sie lis gru sett lug dic ott cze sty don des"),
    (Role::NeedsCapital, "may march mar mai maj mei marco april august mars mart"),
    (Role::ZoneName, "coordinated universal greenwich central eastern western british irish indian india japan korea"),
    (Role::ZoneName, "china singapore moscow brasilia hawaii new australian pacific mountain us mitteleuropaisch"),
    (Role::Less, "less fewer shorter up jusqu bis weniger kurzer moins menos meno minder mniej"),
    (Role::More, "more longer greater mehr langer plus mas mais piu meer wiecej"),
    (Role::AtMost, "under below within maximum max maximal maximaal hochstens unter most upto massimo maximo maximale"),
    (Role::AtMost, "hoogstens onder najwyzej hasta ate"),
    (Role::AtLeast, "over minimum least exceeding exceeded mindestens uber minimal wenigstens minimo moins minstens"),
    (Role::AtLeast, "almeno ponad"),
    (Role::Than, "than als de que di dan niz"),
    (Role::Not, "no not nicht keine pas"),
    (Role::Forecast, "should will shall would may might expect expected expects estimate estimated estimates planned"),
    (Role::Forecast, "scheduled anticipate anticipated eta projected likely wird werden soll sollte voraussichtlich"),
    (Role::Forecast, "geplant erwartet devrait devraient prevu prevue estime estimee deberia previsto prevista"),
    (Role::Forecast, "estimado estimada deve devera dovrebbe stimato zal zou verwacht verwachting powinno powinien"),
    (Role::Past, "took lasted was were had has have dauerte dauerten war hat dure durait duro durou dura durato"),
    (Role::Past, "duurde trwala trwal trwalo"),
    (
        Role::Recurring,
        "every per each pro jede jeder jeden alle chaque toutes tous cada ogni elke iedere co twice once times",
    ),
    (Role::Ago, "ago earlier later vorher spater fa pozniej"),
    (Role::Lasting, "for take takes took last lasts lasted lasting of in than another additional after during over"),
    (
        Role::Lasting,
        "duration downtime fur dauerte pendant durant duree dure durante por per um circa about around nearly",
    ),
    (Role::Lasting, "almost approximately roughly within under whole full extra"),
    (Role::One, "a an une un una um uma een ein eine"),
    // Norwegian, Swedish, Danish, Finnish.
    (Role::ClockBefore, "klockan"),
    (Role::Approx, "omtrent rundt ca cirka omkring ungefar runt noin tienoilla omtrentlig"),
    (Role::At, "klockan"),
    (Role::On, "den pa"),
    (Role::From, "fra fran alkaen"),
    (Role::Between, "mellom mellan mellem"),
    (Role::To, "til till frem saakka asti"),
    (Role::And, "og och ja"),
    (Role::Time, "tid aika"),
    (Role::Times, "tider tidene tiderna tidspunkter klokkeslett kellonajat ajat aikavyohyke tidssone tidszon tidszone"),
    (Role::AtMost, "maks inntil hogst enintaan alle max"),
    (Role::AtLeast, "minst mindst vahintaan yli over"),
    (Role::Forecast, "skal vil ska forventes forvantas forventet beraknas arvioidaan planlagt planerad planlagte"),
    (Role::Past, "varte varade varede kesti var tok tog"),
    (Role::Recurring, "hver hvert varje var joka"),
    (Role::Ago, "siden sedan sitten"),
    (Role::Lasting, "varte varade varede kesti ajan"),
    // Czech, Turkish.
    (Role::ClockBefore, "saat saatinde"),
    (Role::Approx, "asi priblizne kolem zhruba cca yaklasik civarinda"),
    (Role::At, "v ve saat saatinde"),
    (Role::From, "od"),
    (Role::Between, "mezi"),
    (Role::To, "do ile"),
    (Role::And, "a ve"),
    (Role::Time, "casu saati"),
    (Role::Times, "casy casove casova saatler saatleri zamanlar"),
    (Role::AtMost, "nejvyse maximalne azami"),
    (Role::AtLeast, "nejmene alespon asgari"),
    (Role::Forecast, "bude budou mel mela planovana planovany beklenen olacak planlanan"),
    (Role::Past, "trval trvala trvalo byl byla surdu"),
    (Role::Recurring, "kazdy kazdou kazdych her"),
    (Role::Ago, "pred once"),
    (Role::Lasting, "trval trvala trvalo dobu sure surdu boyunca"),
    // Russian, Ukrainian.
    (Role::Approx, "около примерно приблизительно порядка близько приблизно орієнтовно"),
    (Role::At, "в во о об у ориентировочно"),
    (Role::On, "от від"),
    (Role::Of, "г года год р року рік"),
    (Role::From, "с со з із від от"),
    (Role::Between, "между між"),
    (Role::To, "до по"),
    (Role::And, "и і та й"),
    (Role::Time, "время времени час часом"),
    (Role::Times, "время времени времена часовой пояс часовий"),
    (Role::ZoneName, "мск московское московскому по за київський київським московское"),
    (Role::AtMost, "максимум"),
    (Role::AtLeast, "минимум свыше мінімум понад"),
    (Role::Less, "менее меньше менше"),
    (Role::More, "более больше більше"),
    (Role::Than, "чем ніж"),
    (Role::Not, "не"),
    (Role::Forecast, "будет будут планируется ожидается буде будуть планується очікується"),
    (Role::Past, "длился длилась длилось длились составило составила був була тривав тривала тривало тривали"),
    (Role::Recurring, "каждый каждые каждую кожен кожні"),
    (Role::Ago, "назад тому"),
    (Role::Lasting, "длился длилась длилось длились тривав тривала тривало тривали течение протягом"),
    (Role::ZoneName, "horario"),
];

/// A folded word of at most [`LONGEST`] letters: the first one in the lowest byte, zeros behind the last one.
pub(in crate::extract) type Key = u128;

/// A hash table that is built once: words of running text are looked up far more often than they are found.
struct Lexicon {
    /// For each slot one more than the index into `entries`, 0 where it is free; a taken slot is followed by the next one.
    slots: Vec<u16>,
    entries: Vec<(Key, Senses)>,
}

/// About four slots for each word, so that most words that are not there meet a free one at once.
const SLOTS: usize = 8_192;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

impl Lexicon {
    fn build() -> Self {
        let mut words: BTreeMap<&'static str, Senses> = BTreeMap::new();
        let mut put = |list: &'static str, set: &dyn Fn(&mut Senses)| {
            for word in list.split(' ') {
                set(words.entry(word).or_default());
            }
        };
        for (language, months) in MONTHS.iter().enumerate() {
            for (month, list) in (1..).zip(months) {
                put(list, &|senses| {
                    senses.month = senses.month.or(Some(month));
                    if language == 0 {
                        senses.roles.add(Role::MonthFirst);
                    }
                });
            }
        }
        for days in WEEKDAYS {
            for (day, list) in (1..).zip(days) {
                put(list, &|senses| senses.weekday = senses.weekday.or(Weekday::from_monday_one_offset(day).ok()));
            }
        }
        for (unit, list) in UNITS {
            put(list, &|senses| senses.unit = Some(*unit));
        }
        for (number, list) in NUMBERS {
            put(list, &|senses| senses.number = Some(*number));
        }
        for (role, list) in ROLES {
            put(list, &|senses| senses.roles.add(*role));
        }
        let mut slots = vec![0; SLOTS];
        let entries: Vec<_> = words.into_iter().map(|(word, senses)| (key(word), senses)).collect();
        for (number, (key, _)) in (1..).zip(&entries) {
            let mut slot = slot_of(*key);
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = number;
        }
        Self { slots, entries }
    }
}

/// The key of a word of the tables, which are folded already.
fn key(word: &str) -> Key {
    word.chars().rev().fold(0, |key, letter| key << 8 | Key::from(fold_letter(letter)))
}

fn slot_of(key: Key) -> usize {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 51) as usize
}

/// What a folded word can mean; the default where it is no word of time.
#[inline]
pub(in crate::extract) fn senses(key: Key) -> &'static Senses {
    let lexicon = &*LEXICON;
    let mut slot = slot_of(key);
    while let Some(index) = usize::from(lexicon.slots[slot]).checked_sub(1) {
        let (known, senses) = &lexicon.entries[index];
        if *known == key {
            return senses;
        }
        slot = (slot + 1) % SLOTS;
    }
    &NO_SENSES
}

/// A Latin letter without its accent, in lower case, a Cyrillic one as a byte of its own; 0 for what is neither.
pub(in crate::extract) fn fold_letter(letter: char) -> u8 {
    match letter {
        'a'..='z' => letter as u8,
        'A'..='Z' => letter as u8 | 0x20,
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' | 'Ą' | 'ª' => b'a',
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => b'c',
        'ď' | 'đ' | 'Ď' => b'd',
        'ğ' | 'Ğ' => b'g',
        'ı' | 'İ' => b'i',
        'ş' | 'Ş' => b's',
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'Ę' | 'ě' | 'Ě' => b'e',
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' => b'i',
        'ł' | 'Ł' => b'l',
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ň' => b'n',
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ő' | 'º' => b'o',
        'ř' | 'Ř' => b'r',
        'ś' | 'Ś' | 'š' | 'Š' => b's',
        'ť' | 'Ť' => b't',
        'ù'..='ü' | 'Ù'..='Ü' | 'ů' | 'Ů' | 'ű' => b'u',
        'ý' | 'ÿ' | 'Ý' => b'y',
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => b'z',
        // The 32 letters from а to я, ё as е, and those of Ukrainian behind them.
        'а'..='я' => cyrillic(letter, 'а'),
        'А'..='Я' => cyrillic(letter, 'А'),
        'ё' | 'Ё' => cyrillic('е', 'а'),
        'і' | 'І' => 0xa0,
        'ї' | 'Ї' => 0xa1,
        'є' | 'Є' => 0xa2,
        'ґ' | 'Ґ' => 0xa3,
        // Further letters of Latin, Greek and Cyrillic: no word of the tables, but no border of a word either.
        '\u{c0}'..='\u{52f}' if letter.is_alphabetic() => b'?',
        '\u{1e00}'..='\u{1fff}' if letter.is_alphabetic() => b'?',
        _ => 0,
    }
}

/// The byte for a letter of the Cyrillic alphabet that begins at `first`.
fn cyrillic(letter: char, first: char) -> u8 {
    // At most 31 by the callers' ranges.
    0x80 + (letter as u32 - first as u32) as u8
}

/// Whether a letter belongs to a script that writes words apart: CJK scripts do not, so that no border is asked there.
pub(in crate::extract) fn is_letter(letter: char) -> bool {
    fold_letter(letter) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_fits_the_index() {
        let lists = MONTHS.iter().flatten().chain(WEEKDAYS.iter().flatten()).copied();
        let others = UNITS.iter().map(|(_, list)| *list).chain(NUMBERS.iter().map(|(_, list)| *list));
        for word in lists.chain(others).chain(ROLES.iter().map(|(_, list)| *list)).flat_map(|list| list.split(' ')) {
            let folded =
                |letter: char| letter.is_lowercase() && (!letter.is_ascii_alphabetic() || letter.is_ascii_lowercase());
            let plain = word.chars().all(|letter| folded(letter) && fold_letter(letter) != b'?');
            assert!(
                word.chars().count() <= LONGEST && plain && (word.is_ascii() || !word.chars().any(|c| c < '\u{400}')),
                "{word}"
            );
            assert!(*senses(key(word)) != NO_SENSES, "{word}");
        }
    }

    #[test]
    fn words_have_senses() {
        assert_eq!(senses(key("fevrier")).month, Some(2));
        assert_eq!(senses(key("mar")).month, Some(3));
        assert_eq!(senses(key("mar")).weekday, Some(Weekday::Tuesday));
        assert!(senses(key("between")).roles.has(Role::Between));
        assert_eq!(senses(key("березня")).month, Some(3));
        assert_eq!(senses(key("часов")).unit, Some(Unit::Hour));
        assert_eq!(*senses(key("weekend")), NO_SENSES);
        assert_eq!(*senses(key("")), NO_SENSES);
    }
}
