"""Closed-class words of the Slavic languages. All data."""

POLISH = """
article: mój moja moje moi mojego mojej moim mojemu moich moimi moją twój twoja twoje twoi twojego
    twojej twoim swój swoja swoje swoi swojego swojej swoim swojemu swoich swoimi swoją nasz nasza
    nasze nasi naszego naszej naszym naszych wasz wasza wasze jego jej ich każdy każda każde każdego
    każdej każdym każdemu każdą
determiner: ten ta to te ci tego tej tym temu tych tymi tę tą tamten tamta tamto tamtego tamtej
    tamtym ów owa owo jakiś jakaś jakieś jakiegoś jakiejś pewien pewna pewne pewnego pewnej
    wszystkie wszyscy wszystkich cały cała całe żaden żadna żadne żadnego żadnej wiele kilka kilku
    mało dużo niewiele taki taka takie takiego takiej sam sama samo inny inna inne innego innej
    innych oba obie obu który która
preposition: bez beze dla do dzięki koło ku między mimo na nad nade o obok od ode około oprócz po
    pod pode podczas ponad poza pomiędzy przeciw przed przede przez przeze przy u w we wewnątrz
    wobec wokół wskutek wśród według z za ze zamiast znad spod spoza sprzed wzdłuż naprzeciw poprzez
conjunction: i a ale lecz albo lub czy ani oraz jednak więc zatem bądź zaś &
subordinator: że żeby aby by który która które którego której któremu którym którą którzy których
    którymi bo ponieważ gdyż gdy kiedy jeśli jeżeli gdyby jak jakby jako niż chociaż choć mimo gdzie
    skąd dokąd dlaczego co kto dopóki zanim skoro podczas bowiem aż czyj jaki jaka jakie ile
subject: ja ty on ona ono my wy oni one
enclitic: się by bym byś byśmy byście li no że
pronoun: mnie mi cię ciebie ci go jego mu jemu nią niej nim niego ją nas nam was wam ich im nich
    sobie siebie sobą mną tobą nami wami nimi tobie
auxiliary: jest jestem jesteś jesteśmy są był była było byli były byłem byłam będę będzie będziesz
    będziemy będą być może mogę mogą możemy mógł mogła mogli mogło musi muszę muszą musiał musiała
    musieli trzeba można należy powinien powinna powinno powinni chce chcę chcą chciał chciała
    chcieli ma mam mają miał miała mieli miało został została zostało zostały zostali zostać warto
    wolno
negation: nie ani nigdy
degree: bardzo tak zbyt za dość prawie nawet tylko też jeszcze już bardziej mniej najbardziej niemal
    całkiem zupełnie ponad około właśnie co również
adverb: teraz wtedy tu tutaj tam dziś dzisiaj wczoraj jutro może nagle znowu potem wreszcie zawsze
    również także tak nie wkrótce dlatego
postposition: temu
numeral: jeden jedna jedno dwa dwie dwóch trzy trzech cztery czterech pięć pięciu sześć siedem osiem
    dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście
    osiemnaście dziewiętnaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt
    siedemdziesiąt osiemdziesiąt dziewięćdziesiąt sto dwieście trzysta pięćset tysiąc tysiące
    tysięcy milion miliony milionów miliard miliardy miliardów pół półtora
unit: % km kg g m cm mm l ml ha kb mb gb zł gr zł. tys. tys mln mld r. r roku w. procent procenty
    godz. godziny godzin min minut sekund lat lata metrów metry kilometrów kilometry stopni złotych
    złote euro dolarów tysiąc tysiące tysięcy milion miliony milionów miliardów ° °c €
month: stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada
    grudnia styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
    grudzień
title: pan pana panu panem pani panią państwo dr prof inż mgr hab ks św ul al gen kpt por płk doktor
    profesor kapitan król królowa książę święty święta wujek ciocia ojciec siostra brat
label: strona stronie rozdział rozdziale numer nr nr. tom część paragraf artykuł wersja poziom str.
    s. rozdz. rys. tab. art. t. pkt. rok roku wiek pokój pokoju peron tor zimą latem wiosną jesienią
abbreviation: np. tj. tzn. tzw. m. in. m.in. ok. por. ul. im. wg. al. pl. itp
adjective: pierwszy pierwsza pierwsze pierwszego pierwszej drugi druga drugie drugiego drugiej
    trzeci trzecia ostatni ostatnia ostatnie ostatniego ostatniej następny następna następnego
    własny własna własne nowy nowa nowe nowego nowej stary stara stare starego starej wielki wielka
    wielkie wielkiego wielkiej mały mała małe małego małej duży duża duże dużego dużej długi długa
    długie dobry dobra dobre dobrego biały biała białe czarny czarna czarne czerwony czerwona
    czerwone zielony zielona niebieski niebieska szary młody młoda ciemny ciemna ciemne zimny zimna
    zimne wysoki wysoka wysokie cichy cicha jedyny jedyna sam
adjective_endings: owy owa owego owej owych owym ski ska skie skiego skiej skich skim cki cka ckie
    ckiego ckiej ckich ckim iego ymi imi
pairs: mimo_że dlatego_że chyba_że jak_tylko zanim_jeszcze po_to to_znaczy na_przykład w_ogóle
    co_najmniej nie_tylko ale_także ale_i tak_jak tym_bardziej coraz_bardziej coraz_więcej po_prostu
    na_pewno raz_w m._in. do_domu w_domu na_razie w_końcu od_razu bez_względu w_razie dzień_dobry
    dobry_wieczór sto_lat tak_że jak_i a_także a_nawet już_nie jeszcze_nie nie_ma nie_było ani_jeden
    przede_wszystkim poza_tym oprócz_tego mimo_to/wszystko po_raz raz_pierwszy/drugi/ostatni
    z_powrotem od/do_czasu czasu_do do_tej tej_pory
day: poniedziałek poniedziałku wtorek wtorku środa środę środy czwartek czwartku piątek piątku
    sobota sobotę soboty niedziela niedzielę niedzieli
"""

RUSSIAN = """
article: мой моя моё мое мои моего моей моему моим моих моими мою твой твоя твоё твое твои твоего
    твоей свой своя своё свое свои своего своей своему своим своих своими свою наш наша наше наши
    нашего нашей нашему нашим наших ваш ваша ваше ваши вашего вашей его её ее их каждый каждая
    каждое каждого каждой каждому каждым
determiner: этот эта это эти этого этой этому этим этих этими эту тот та то те того той тому тем тех
    теми ту такой такая такое такие такого таких весь вся всё все всего всей всех всем всеми всю сам
    сама само сами самый самая самое самые самого самой самом какой-то какая-то какое-то какие-то
    некоторый некоторые некоторых никакой никакого никаких другой другая другое другие другого
    других другим много мало немного несколько нескольких столько сколько оба обе любой любая любое
    многие многих чей чья чьё
preposition: без безо близ в во вдоль вместо вне внутри возле вокруг впереди для до за из изо из-за
    из-под к ко кроме между мимо на над надо накануне напротив насчёт о об обо около от ото перед
    передо по под подо позади после посреди посредством при про против ради с со сверх сквозь
    согласно среди у через чрез благодаря вопреки навстречу
conjunction: и а но или либо да зато однако ни также тоже &
subordinator: что чтобы чтоб который которая которое которые которого которой которому которым
    которых которую которыми когда если потому так поэтому хотя пока где куда откуда как будто
    словно чем ибо кто почему зачем раз лишь едва поскольку какой какая какое какие каким какого
    какую чего чему
subject: я ты он она оно мы вы они
pronoun: его её ее их меня мне мной тебя тебе тобой ему им ей ею неё нее него нему ней нею нём нем
    них ним ними нас нам нами вас вам вами себя себе собой
enclitic: бы б ли ль же ж
auxiliary: был была было были будет будут буду будем будешь будете быть есть может могут могу можем
    можно мог могла могло могли смог смогла смогли нельзя нужно надо должен должна должно должны
    стал стала стало стали хочет хотел хотела хотели хочу пусть давай
negation: не ни никогда нет
degree: очень так слишком почти даже только лишь ещё еще уже более менее самый самая самое самые
    самого самой совсем довольно весьма гораздо именно всего настолько столь совершенно особенно уж
adverb: теперь сейчас тогда здесь тут там сегодня вчера завтра может вдруг снова опять потом наконец
    всегда также тоже да нет скоро поэтому
postposition: назад спустя
numeral: один одна одно два две двух три трёх трех четыре пять пяти шесть семь восемь девять десять
    одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать
    девятнадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто
    двести триста четыреста пятьсот тысяча тысячи тысяч миллион миллиона миллионов миллиард
    миллиарда миллиардов полтора полторы пол
unit: % км кг г м см мм л мл га кб мб гб руб. руб коп. тыс. тыс млн млрд г. гг. в. вв. ч. мин. сек.
    процент процента процентов часов часа час минут минуты секунд лет года год метров метра
    километров километра градусов градуса рублей рубля долларов евро тысяч тысячи миллионов миллиона
    миллиардов ° °c € ₽
month: января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь
    февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь янв. фев. февр. мар.
    апр. июн. июл. авг. сен. сент. окт. ноя. нояб. дек.
title: господин господина госпожа г-н г-жа д-р доктор профессор проф акад им гр инж св святой святая
    капитан король королева князь граф царь товарищ дядя тётя отец сестра
label: страница странице страницы глава главе главы номер № § том часть раздел статья версия уровень
    стр. с. гл. рис. табл. ст. п. т. год году век комната зал путь дом кв. д. зимой летом весной
    осенью
abbreviation: т. т.е. т.д. напр. др. см. ср. им. ул. пл. пр. г. обл.
adjective: первый первая первое первого первой второй вторая второго третий третья третье последний
    последняя последнее последние следующий следующая новый новая новое новые нового новой старый
    старая старое старые старого старой большой большая большое большие маленький маленькая
    маленькие
adjective_endings: ый ий ая яя ое ее ые ие ого его ому ему ых их ую юю ыми ими ской ным ском нном
    льном чном
pairs: потому_что так_как так_что как_будто как_только как_раз то_есть т._е. т._д. и_т. тем_более
    тем_не не_менее до_сих сих_пор с_тех тех_пор несмотря_на не_только но_и после_того того_как
    перед_тем тем_как до_того для_того того_чтобы может_быть должно_быть друг_друга друг_другу
    друг_с всё_же все_же всё_равно все_равно всё_ещё все_еще ещё_не уже_не ещё_раз больше_не ни_один
    ни_одна что_ли из_за потому_и по-прежнему_не при_этом в_том том_что то_что тот_кто те_кто
    там_где туда_где у_него у_неё у_нас у_меня у_них в_течение течение_всего в_конце конце_концов
    доброе_утро добрый_день добрый_вечер спокойной_ночи вот_уже как_можно самое_главное
    один/одна/одно/одни/одного/одной/одном/одну/одним/одних_и
    тот/та/то/те/той/того/том/тем/тех/ту_же и_тот/та/то/те/той/того/том/ту/тех
    не_менее/более/раньше/позже более/менее_чем/того ни_разу то_же прежде/кроме/более_всего/того/чем
day: понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
"""

UKRAINIAN = """
article: мій моя моє мої мого моєї твій твоя твоє свій своя своє свої свого своєї своєму наш наша
    наше наші ваш ваша ваше ваші його її їх їхній їхня кожен кожна кожне кожного кожної
determiner: цей ця це ці цього цієї цьому цим цих той та те ті того тієї тому тим тих такий така
    таке такі весь вся все всі всього всієї всіх сам сама інший інша інше інші якийсь якась деякі
    багато мало кілька декілька
preposition: без біля в у від для до з за зі із між мимо на над о об перед по під після поза понад
    попри при про проти ради серед через крізь к навколо напередодні замість вздовж уздовж
conjunction: і й та а але або чи однак проте ні
subordinator: що щоб який яка яке які якого якої коли якщо бо тому хоча поки де куди звідки як ніби
    наче ніж хто чому навіщо оскільки
subject: я ти він вона воно ми ви вони
enclitic: б би ж же
auxiliary: був була було були буде будуть буду бути є може можуть можна міг могла могли треба
    потрібно слід повинен повинна повинні став стала стали
negation: не ні ніколи нема немає
degree: дуже так занадто майже навіть тільки лише ще вже більш менш найбільш зовсім
numeral: один одна два дві три чотири п'ять шість сім вісім дев'ять десять двадцять сто тисяча
    тисячі тисяч мільйон мільйонів
unit: % км кг г м см грн тис. млн млрд років року гривень годин хвилин відсотків
month: січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
title: пан пані пана св д-р проф доктор професор
label: сторінка розділ номер № том рік року с. ст. рис.
adjective_endings: ий ій ого ої ому ими іми их
pairs: тому_що так_як для_того того_щоб після_того того_як може_бути не_тільки а_й один_одного ще_не
    вже_не
"""

CZECH = """
article: můj moje má mého mé mém mému mým tvůj tvoje svůj svoje své svého svou svým svých náš naše
    našeho naší váš vaše jeho její jejich každý každá každé každého každou
determiner: ten ta to ti ty toho té tomu tom tím těch těm tento tato toto tyto tohoto této těchto
    nějaký nějaká nějaké všechny všichni všech celý celá celé žádný žádná žádné mnoho málo několik
    hodně trochu takový taková takové jiný jiná jiné sám sama oba obě
preposition: bez beze do k ke ku kolem kromě mezi mimo místo na nad nade o od ode okolo po pod pode
    podle podél pro proti před přede přes při s se skrz u v ve vedle vůči z za ze během díky kvůli
    vo so zo pre pri medzi okrem cez pred podľa počas
conjunction: a i ale nebo anebo ani však ať či avšak alebo lebo
subordinator: že aby který která které kteří kterého kterou kterých kterým protože když pokud jestli
    jestliže kdyby jak jako než ačkoli přestože zatímco kde kam odkud kdy proč kdo co až dokud
    jakmile keď ktorý ktorá ktoré pretože ako hoci čo ak
subject: já ty on ona ono my vy oni ony
enclitic: se si by bych bys bychom mi ti mu ho ji jim jsem jsi jsme jste sa som sme
auxiliary: je jsou byl byla bylo byli byly bude budou budu být může mohou můžeme mohl mohla mohli
    musí musel musela museli má mají měl měla měli chce chtěl chtěla lze třeba bol bola boli môže
negation: ne není nie
degree: velmi tak příliš téměř skoro jen pouze ještě už již také i více méně nejvíce docela dost
numeral: jeden jedna jedno dva dvě tři čtyři pět šest sedm osm devět deset dvacet sto tisíc tisíce
    milion milionů
unit: % km kg g m cm kč korun procent let roku hodin minut metrů kilometrů tisíc milionů
month: ledna února března dubna května června července srpna září října listopadu prosince leden
    únor březen duben květen červen červenec srpen říjen listopad prosinec
title: pan pana paní dr prof ing mgr sv doktor profesor svatý král
label: strana straně kapitola číslo č. str. s. díl obr. rok roce
pairs: protože_by tak_že jako_by i_když ne_jen ale_i to_je dobrý_den už_ne ještě_ne
"""

CROATIAN = """
article: moj moja moje mog moga moju tvoj tvoja tvoje svoj svoja svoje svog svoga svoju svom svojim
    njegov njegova njegovo njezin njezina njen njena naš naša naše vaš vaša vaše njihov njihova
    njihovo svaki svaka svako svakog
determiner: ovaj ova ovo ovi ove ovog ovoga ovom taj ta to ti te tog toga tom onaj ona ono onog neki
    neka neko neke sav sva sve svi svih cijeli cijela mnogo malo nekoliko takav takva takvo drugi
    druga drugo isti ista isto sam sama
preposition: bez do ispod iza ispred između iznad iz k ka kod kroz među na nad niz o od oko osim po
    pod poslije posle pored pokraj preko pred prema pri prije pre protiv radi s sa u uz za zbog
    usred unutar izvan duž
conjunction: i a ali ili ni niti nego no već te pa
subordinator: da koji koja koje kojeg kojega kojoj koju kojih kojima jer kad kada ako iako premda
    dok gdje gde kamo kako kao što tko ko zašto čim nakon jesu čiji
subject: ja ti on ona ono mi vi oni one
enclitic: se si je sam smo ste su bi bih bismo ću ćeš će ćemo ćete mi ti mu joj ga ju nam vam im ih
    li
auxiliary: bio bila bilo bili bile jest jesam nije nisam nisu može mogu možemo mogao mogla mora
    moraju treba hoće ima imaju nema biti bude budu
negation: ne nikad nikada
degree: vrlo veoma tako previše gotovo skoro samo još već više manje najviše čak jako sasvim
numeral: jedan jedna jedno dva dvije dve tri četiri pet šest sedam osam devet deset dvadeset sto
    tisuća hiljada milijun milion
unit: % km kg g m cm kn eura posto godina godine sati minuta metara kilometara tisuća milijuna
month: siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga
    prosinca januara februara marta aprila maja juna jula avgusta septembra oktobra novembra
    decembra
title: gospodin gospodina gospođa gđa dr prof sv doktor profesor kralj
label: stranica poglavlje broj br. str. godina
pairs: zato_što tako_da kao_da nakon_što prije_nego nego_što bez_obzira i_dalje ne_samo na_primjer
    dobar_dan još_ne
"""
