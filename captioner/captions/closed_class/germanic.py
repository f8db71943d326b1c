"""Closed-class words of English, German, Dutch, Swedish, Danish and Norwegian. All data."""

ENGLISH = """
article: a an the my your its our their his her whose every one's
possessive: 's
determiner: this that these those all some any each both either neither no another such what which
    many few several much enough
preposition: about above across after against along amid among amongst around as at before behind
    below beneath beside besides between beyond by concerning despite down during except for from in
    inside into like near off on onto opposite out outside over past per regarding round since than
    through throughout till to toward towards under underneath until unlike up upon versus via with
    within without aboard alongside
of: of
conjunction: and or but nor yet so &
subordinator: that which who whom because although though if unless while whilst when whenever where
    wherever whereas whether until since as once before after till lest how why what whatever
    whoever however
adverbial: because when whenever while whilst if unless although though whereas again
subject: i he she we they it you there one
object: me him us them it you her himself herself itself themselves myself yourself yourselves
    ourselves oneself
auxiliary: am is are was were be been being have has having had do does did will would shall should
    can could may might must ought cannot isn't aren't wasn't weren't haven't hasn't hadn't don't
    doesn't didn't won't wouldn't shan't shouldn't can't couldn't mustn't mightn't needn't ain't 'm
    're 've 'll 'd
negation: not never
degree: very too so quite rather fairly extremely almost nearly as more most less least just only
    even really particularly especially highly deeply utterly completely totally absolutely entirely
    equally perfectly somewhat slightly far exactly roughly approximately about hardly scarcely
    barely
adverb: then now here there today yesterday tomorrow tonight perhaps maybe suddenly meanwhile again
    later soon still already always often sometimes ever yet also instead anyway therefore thus
    hence otherwise indeed well yes oh ah please once
particle: up down in out on off over through under along across around about back away forward
    forwards backward backwards apart aside together ahead by past round home upstairs downstairs
infinitive: to
postposition: ago o'clock apiece else
numeral: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen half twenty-one twenty-two twenty-three
    twenty-four twenty-five thirty-five forty-five
unit: percent % km kg g mg m cm mm mi ft lb lbs oz kb mb gb tb hz khz mhz ghz kw mw w v ms s min h
    hrs mph bc ad bce ce am pm a.m. p.m. million billion trillion thousand hundred dollars dollar
    cents pounds pound euros euro miles mile metres meters feet inches degrees kilometres kilometers
    yards years-old ° °c °f € £ per
month: january february march april may june july august september october november december jan feb
    mar apr jun jul aug sept oct nov dec sep jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov.
    dec.
day: monday tuesday wednesday thursday friday saturday sunday
title: mr mrs ms mx dr prof st sir lord lady miss mister madam rev fr capt captain col gen lt sgt
    maj cdr sen rep gov hon messrs mme mlle president professor doctor saint king queen prince
    princess pope uncle aunt
after_name: jr sr inc ltd co corp phd md esq llc plc ii iii iv d.c. u.s.
label: page pages chapter room figure fig table number nos volume vol part section sec line step
    version level route flight gate act scene apartment year grade channel no. p. pp. ch. eq. art.
    fig. vol. highway platform pier bus apollo paragraph clause article verse
abbreviation: e.g. i.e. cf. vs. ca. c. approx. esp. viz. eg ie al.
adjective: own other same next last first second third fourth fifth new old young little small big
    great large long short high low good bad best better worst whole entire main white black red
    blue green grey gray brown dark bright deep wide narrow heavy cold hot warm cool poor rich
    strong weak full empty easy hard certain real true false public private human national local
    single double beautiful strange quiet loud soft thick thin dry wet clean dirty fresh sweet
    bitter sharp different various similar common recent modern ancient final special important
    social general early late left right northern southern eastern western golden wooden huge tiny
    vast steep rough smooth broken hidden lonely friendly elderly daily weekly only
adjective_endings: ous ful less ical able ible ional ental ural iest
verb: said says say asked came comes come went goes go gone took takes take made makes make saw sees
    see seen knew knows know got gets get gave gives give found finds find thought thinks think told
    tells tell felt feels feel left leaves leave kept keeps keep held holds hold stood stands stand
    sat sits sit ran runs run lay lies let lets began begins begin brought brings bring bought built
    caught chose drew drove ate fell fought flew forgot grew heard hears hear hid hit knelt laid led
    leads lost means meant met paid put puts read rode rose rang sang sank sent set sets shone shook
    shot shut slept spoke speaks spent spread sprang stole struck swam swung taught threw understood
    woke wore won wrote writes seemed seems seem looks look became becomes become turns happens
    wants want needs need likes loves lives works helps uses calls remains contains shows sold
    believe believes remember remembers send sends buy buys choose chooses drive drives forget
    forgets understand understands written given
governs: look looks looked looking wait waits waited waiting listen listens listened listening
    depend depends depended belong belongs belonged rely relies relied laugh laughed laughing smile
    smiled smiling stare stared staring glance glanced gaze gazed talk talked talking spoke speak
    speaking deal dealt agree agreed believe believed care cared consist consists consisted refer
    refers referred lead leads led point pointed pointing thought think thinking dream dreamed
    dreamt insist insisted want wants wanted wanting going used able need needs needed try tries
    tried trying begin begins began begun start started decide decided hope hoped hoping seem seems
    seemed refuse refused manage managed learn learned learnt promise promised expect expected
    supposed ought allowed likely about unable afraid full due asked ask accused reminded sort kind
    lot plenty couple pair piece number rest
pairs: because_of instead_of out_of such_as as_if as_though as_well well_as even_if even_though
    so_that so_much so_many no_one each_other one_another per_cent of_course at_least at_last at_all
    at_once at_first for_example for_instance in_order in_front in_spite according_to next_to
    close_to up_to thanks_to more_than less_than rather_than other_than not_only but_also as_soon
    soon_as as_long long_as as_far far_as a_lot kind_of sort_of lot_of a_little a_few the_same
    all_right good_morning good_night good_evening thank_you let_us a_while once_more no_longer
    no_more any_more as_yet in_fact in_general as_usual how_much how_many how_long how_far how_old
    what_kind on_board in_case used_to had_better would_rather ever_since order_to/that so_as
    as_to/for/per/many/few/little/often/good good_as ahead_of apart_from aside_from away_from
    along_with together_with regardless_of on_behalf behalf_of by_means means_of with_respect/regard
    respect_to regard_to prior_to due_to owing_to contrary_to except_for but_for spite_of front_of
    in_addition addition_to in_terms terms_of in_accordance accordance_with in_favour/favor
    favour/favor_of in_charge/search/place/view charge/search/place/view/case/number/couple/bit_of
    a_number/couple/bit/great/good great/good_deal great/good_many over/once_again all_over and_so
    so_on/forth at_present/night/home/work/times/length by_far/chance/heart/hand/now/then
    for_ever/good/sure from_now now_on in_common/detail/particular/short/time/turn/vain/question
    on_foot/purpose/time to_date let_alone much_less never_mind not_yet/even/until even_so/when/as
    if_only only_just/if/when now_and and_then/again more/less_or or_more/less/not sooner_or
    or_later back/up/again/over/side/one/step/day/little_and and_forth/over side/one/step/day_by
    by_side/one/step/day little_by by_little face_to to_face so/thus_far half_a/an quite_a/an
    such/what_a/an many_a one/none/some/most/half/both/each_of ought_to had/has/have/having_to
    whether_or same_as different_from similar/equal/related_to no_matter/doubt/idea/other
    matter_how/what/who/where just_as/when/because/now right/just_now long_ago any_more/longer
    over/down/up/out/in_there over/up/in/out/down_here ever_so what_if
    of/by/in/on/at/for/to/with/from_about by/for/at/in_least every_other/single each_time/day/year
    this/that_one about/able/unable/going_to one_after after_another little_more/less/over/under/too
    come/comes/came/coming_round very_much much_more/less/too/better far_too/more/from
governed: at for to on of with about from in like
verb_endings: ed
finite: am is are was were has had do does did would shall should can could might must isn't aren't
    wasn't weren't hasn't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't
gerund: being having
phrasal: break/breaks/broke/broken/breaking_down/up/out/off/away
    bring/brings/brought/bringing_up/about/back/down/out/forward build/builds/built/building_up
    call/calls/called/calling_off/out/up/back carry/carries/carried/carrying_on/out/off/away
    catch/catches/caught/catching_up clean/cleaned/clear/cleared_up/out/away
    close/closed/shut/slow/slowed_down come/comes/came/coming_up/out/about/back/along
    cut/cuts/cutting_off/out/down/up end/ends/ended/ending/grow/grew/grown_up
    fall/falls/fell/fallen/falling_apart/out figure/figured/sort/sorted/rule/ruled_out
    fill/filled/filling_in/out/up find/finds/found/finding_out
    get/gets/got/getting_up/off/out/away/back/rid
    give/gives/gave/given/giving_up/in/away/back/out/off
    go/goes/went/gone/going_on/out/off/away/back/ahead/up hand/handed_over/in/out/back/down
    hang/hung_up/on/out hold/holds/held/holding_on/up/back/out/off/down
    keep/keeps/kept/keeping_on/up/out/off/away/back knock/knocked_down/out/over
    lay/laid_down/out/off leave/leaves/left/leaving_out let/lets/letting_in/out/down/off/go
    look/looks/looked/looking_up/out/down/back/forward make/makes/made/making_up/out/off/do/sure
    pass/passed/passing_away/on/out pay/paid_back/off pick/picks/picked/picking_up/out
    point/points/pointed/pointing_out pull/pulled/pulling_up/out/off/down/back/away
    put/puts/putting_off/on/up/out/down/away/back/forward/together/aside
    run/runs/ran/running_out/away/off send/sent/sending_off/out/back/away
    set/sets/setting_up/off/out/aside/in show/showed/shown_up/off sit/sits/sat/sitting_down/up/back
    speak/spoke/stand/stands/stood/standing_up/out start/started_off/out/over/up
    stay/stayed_up/in/out switch/switches/switched/switching_on/off/over
    take/takes/took/taken/taking_up/off/out/down/over/on/in/away/back/apart/part/place/care
    tear/tore/torn/tearing_up/down/apart/off think/thought_up
    throw/throws/threw/thrown/throwing_away/out/off/up try/tried/trying_out/on
    turn/turns/turned/turning_on/off/up/down/out/over/away/back/around/round
    use/used/wake/wakes/woke/woken/waking_up wear/wore/worn/wearing_out/off wipe/wiped_out/off
    work/works/worked/working_out/off/up write/writes/wrote/written/writing_down/out/off/up
prepositional: get/gets/got/getting_over/through come/comes/came/coming_across
    look/looks/looked/looking_after/for/into run/runs/ran/running/turn/turns/turned/turning_into
    think/thinks/thought/thinking_over/through up/on/away_with forward_to
"""

GERMAN = """
article: der die das des dem den ein eine einen einem einer eines kein keine keinen keinem keiner
    keines mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines sein seine
    seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem
    unserer unseres euer eure euren eurem eurer eures dieser diese dieses diesen diesem jener jene
    jenes jenen jenem jeder jede jedes jeden jedem welcher welche welches welchen welchem deren
    dessen am ans aufs beim fürs im ins vom zum zur hinterm überm unterm übers
determiner: alle allen aller alles allem manche mancher manchen viele vielen vieler wenige wenigen
    einige einigen einiger mehrere mehreren beide beiden beider solche solchen solcher sämtliche
    etwas mehr weniger viel wenig genug lauter
preposition: an auf aus außer bei bis durch für gegen gegenüber hinter in neben ohne seit statt
    trotz über um unter vor während wegen zwischen zu nach mit ab am ans aufs beim fürs im ins zum
    zur hinterm überm unterm übers per pro je laut gemäß mittels innerhalb außerhalb oberhalb
    unterhalb anstatt binnen angesichts aufgrund dank infolge mithilfe anhand namens samt nebst
    jenseits diesseits
of: von vom
conjunction: und oder aber sondern sowie beziehungsweise bzw denn &
subordinator: dass daß weil wenn als ob obwohl obgleich während nachdem bevor ehe bis damit sobald
    solange sooft falls indem wie wo wohin woher warum weshalb sodass zumal wobei wodurch womit
    worauf wer was
subject: ich du er sie es wir ihr man wer
pronoun: mich dich ihn uns euch mir dir ihm ihnen einander sich
auxiliary: bin bist ist sind seid war warst waren wart sei seien wäre wären gewesen habe hast hat
    haben habt hatte hatten hattest hätte hätten gehabt werde wirst wird werden werdet wurde wurden
    würde würden worden geworden kann kannst können könnt konnte konnten könnte könnten gekonnt muss
    muß musst müssen müsst musste mussten müsste müssten darf darfst dürfen durfte durften dürfte
    dürften soll sollst sollen sollte sollten will willst wollen wollt wollte wollten mag magst
    mögen mochte mochten möchte möchten sein brauche brauchst braucht brauchen brauchte brauchten
negation: nicht nie niemals
degree: sehr so zu ganz ziemlich recht fast beinahe kaum nur noch schon sogar etwa rund knapp gut
    höchst besonders allzu ebenso genauso immer desto umso
adverb: dann nun jetzt hier dort da heute gestern morgen vielleicht plötzlich wieder auch doch
    einmal bald später schließlich endlich dennoch trotzdem deshalb daher darum jedoch ja nein
    außerdem aber
particle: ab an auf aus bei ein fort her hin los mit nach nieder um unter vor weg weiter wieder zu
    zurück zusammen heraus hinaus herein hinein herunter hinunter herauf hinauf heran vorbei
    entgegen statt teil fest frei auseinander davon herum umher entlang vorüber hervor empor
infinitive: zu
postposition: entlang zufolge halber
numeral: zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
    sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig
    neunzig hundert tausend halb eineinhalb anderthalb million millionen milliarde milliarden
    dutzend
unit: prozent % km kg g mg m cm mm l ml ha kb mb gb tb hz khz mhz ghz kw mw w v ms s min h std uhr
    euro dollar cent franken pfund mark grad meter kilometer zentimeter millimeter kilogramm gramm
    liter tonnen jahre stunden minuten sekunden tage wochen monate mio mrd tsd ° °c € millionen
    million milliarden milliarde tausend pro
month: januar jänner februar märz april mai juni juli august september oktober november dezember jan
    feb okt nov dez jan. feb. febr. mär. mrz. apr. jun. jul. aug. sep. sept. okt. nov. dez.
title: herr herrn frau dr prof fräulein sankt st doktor professor kapitän könig königin kaiser papst
    bischof präsident minister onkel tante ing dipl hr fr graf freiherr prinz prinzessin schwester
    bruder
after_name: jr sen gmbh ag kg
label: seite seiten kapitel zimmer abbildung tabelle nummer band teil abschnitt zeile schritt
    version stufe paragraph artikel abs. abb. nr. nr s. kap. bd. tab. art. ziff. § §§ jahr linie
    gleis raum tor absatz
abbreviation: z. z.b. d. d.h. u. u.a. v. i. bzw. ca. vgl. evtl. geb. ggf. inkl. max. min. sog. bspw.
    st. zzgl. etwa.
adjective: erste ersten erster erstes zweite zweiten dritte dritten letzte letzten nächste nächsten
    andere anderen anderer anderes eigene eigenen ganze ganzen selbe selben gleiche gleichen
pairs: gar_nicht noch_nicht nicht_mehr noch_nie auch_nicht nicht_nur sondern_auch so_dass als_ob
    ein_paar ein_bisschen ein_wenig immer_noch noch_immer immer_wieder von_oben vor_allem
    zum_beispiel nach_hause zu_hause so_viel so_viele wie_viel wie_viele z._b. d._h. u._a. hin_und
    und_her guten_tag gute_nacht guten_morgen statt_dessen je_nach bis_zu bis_zum bis_zur
    noch_einmal ab_und und_zu nichts_als zeit/tag/nacht/jahr/sommer/winter_über auf_bis bis_auf/nach
    und_wieder nach_und und_nach vor_kurzem seit_langem/kurzem
    von_neuem/vorne/vorn/außen/innen/unten/hinten nicht_einmal mehr/weniger_als mehr_oder
    oder_weniger so_weit/lange/bald/gut je/desto/umso_mehr/weniger was_für für_ein/eine/einen
    zu_ende/fuß/zweit/dritt/viel/viele/wenig herr/herrn/frau_dr/prof ohne_dass anstatt_dass
    wie_lange/oft/weit mit_hilfe hilfe_von auf_grund grund_von in_bezug bezug_auf im_gegensatz
    gegensatz_zu/zum/zur
inflected_endings: e en er es em
cluster: haben sein werden worden gewesen können müssen sollen wollen dürfen lassen
day: montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
adverbial: als weil wenn während nachdem bevor obwohl dass daß damit sobald solange
"""

DUTCH = """
article: de het een 't 'n mijn jouw je uw zijn haar ons onze jullie hun deze dit die dat elke elk
    iedere ieder geen zulke welke welk wiens
determiner: alle veel weinig enkele sommige verschillende beide meer minder genoeg al allerlei
preposition: aan achter af behalve bij binnen boven buiten door in langs met na naar naast om onder
    op over per rond sinds te tegen tegenover ten ter tijdens tot tussen uit vanaf vanuit via
    volgens voor voorbij wegens zonder ondanks dankzij rondom vóór
of: van
conjunction: en of maar want noch dus &
subordinator: dat die omdat wanneer als indien hoewel ofschoon terwijl nadat voordat totdat zodat
    zodra zolang toen waar waarin waarop waarmee waarvan wie wat hoe waarom doordat tenzij mits
    aangezien alsof
subject: ik jij je hij zij ze het wij we jullie u men er
pronoun: mij me jou hem haar ons hen hun elkaar zich zichzelf
auxiliary: ben bent is zijn was waren geweest heb hebt heeft hebben had hadden gehad word wordt
    worden werd werden geworden zal zult zullen zou zouden kan kunt kunnen kon konden moet moeten
    moest moesten mag mogen mocht mochten wil wilt willen wilde wilden wou hoeft hoeven ga gaat gaan
    ging gingen blijft bleef
negation: niet nooit
degree: heel zeer erg te zo vrij nogal bijna haast nauwelijks slechts maar nog al zelfs ongeveer
    even net bijzonder ruim
adverb: dan nu hier daar toen vandaag gisteren morgen misschien plotseling weer ook toch eens straks
    later eindelijk daarom echter ja nee
particle: aan af achter bij binnen door in langs mee na neer om onder op over rond terug toe uit
    voor voorbij weg heen samen vast weer
infinitive: te
postposition: geleden
numeral: één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien
    zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig
    negentig honderd duizend miljoen miljard half anderhalf dozijn
unit: procent % km kg g m cm mm l kb mb gb uur euro dollar cent pond graden meter kilometer
    centimeter kilo gram liter jaar minuten seconden ton miljoen miljard duizend ° °c € per
month: januari februari maart april mei juni juli augustus september oktober november december jan
    feb okt nov dec jan. feb. febr. mrt. apr. jun. jul. aug. sep. sept. okt. nov. dec.
title: meneer mevrouw dhr mevr mr dr drs ir prof sint st dokter professor koning koningin kapitein
    heer juffrouw oom tante
label: pagina bladzijde hoofdstuk kamer figuur tabel nummer nr. nr deel paragraaf artikel regel stap
    versie niveau blz. hfst. fig. art. jaar lijn spoor
abbreviation: bijv. b.v. bv. d.w.z. ca. resp. evt. o.a. m.b.t. t.o.v. i.p.v. vgl. z.g. zgn.
adjective: eerste tweede derde laatste volgende vorige andere eigen zelfde hele nieuwe oude jonge
    kleine grote lange korte hoge lage goede slechte beste mooie zwarte witte rode blauwe groene
    grijze donkere zware koude warme sterke volle lege vreemde enige belangrijke
adjective_endings: ige lijke elijke ische achtige loze bare
pairs: niet_meer nog_niet nog_nooit een_paar een_beetje niet_alleen maar_ook net_als zo_veel
    hoe_veel om_te op_zoek te_voet ten_slotte af_en en_toe heen_en en_weer steeds_meer van_plan
    in_plaats plaats_van goede_morgen dank_je dank_u plan_om/te ten_hoogste/minste/eerste/tweede
    onder_andere met_name bij_voorbeeld naar_huis te_koop/veel/weinig meer/minder_dan door_middel
    middel_van met_behulp behulp_van naar_aanleiding aanleiding_van op_grond grond_van
    met_betrekking betrekking_tot al_die/dat/deze/de een_ander een_voor voor_een
inflected_endings: e
cluster: hebben zijn worden geweest geworden kunnen moeten willen laten
day: maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
adverbial: toen omdat terwijl nadat voordat totdat zodat zodra hoewel zolang als
"""

SWEDISH = """
article: en ett den det de min mitt mina din ditt dina sin sitt sina hans hennes dess deras vår vårt
    våra er ert era denna detta dessa varje vilken vilket vilka ingen inget inga
determiner: alla allt många några något någon få flera mycket mer mindre båda sådan sådana all
preposition: av bakom bland efter enligt framför från för före genom hos i in inom innan kring längs
    med mellan mot om på runt sedan till trots under ur utan utanför utom vid åt över
conjunction: och eller men samt utan för så &
subordinator: att som när då om eftersom därför medan innan sedan tills fast fastän ifall vad var
    varför hur vem vilken där
subject: jag du han hon den det vi ni de man
pronoun: mig dig honom henne oss er dem sig mej dej sej varandra
auxiliary: är var varit vara har hade haft ha blir blev blivit bli kan kunde kunnat ska skall skulle
    vill ville måste får fick bör borde
negation: inte aldrig ej icke
degree: mycket så för ganska väldigt nästan bara även ännu redan alltför mest mer
particle: upp ner in ut av på bort fram hem tillbaka ihop med om
infinitive: att
postposition: sedan
numeral: två tre fyra fem sex sju åtta nio tio elva tolv tjugo trettio fyrtio femtio hundra tusen
    miljon miljoner miljard miljarder
unit: procent % km kg g m cm mm kronor kr euro dollar grader meter kilometer liter år timmar minuter
month: januari februari mars april maj juni juli augusti september oktober november december jan.
    feb. apr. aug. sept. okt. nov. dec.
title: herr fru fröken dr prof kung drottning kapten doktor sankt
label: sida sidan kapitel rum figur tabell nummer nr. del s. kap. år
abbreviation: t.ex. bl.a. d.v.s. dvs. ca. jfr.
adjective: första andra tredje sista nästa nya gamla stora lilla små unga hela egen egna samma långa
pairs: inte_bara för_att så_att ett_par lite_grann till_exempel t._ex. d._v. v._s. bl._a. i_dag
    i_går på_grund grund_av i_stället stället_för med_hjälp hjälp_av till_och och_med mer/mindre_än
    ute_efter
day: måndag tisdag onsdag torsdag fredag lördag söndag
adverbial: när eftersom medan
"""

DANISH = """
article: en et den det de min mit mine din dit dine sin sit sine hans hendes dens dets deres vores
    vor vort vore jeres denne dette disse hver hvert hvilken hvilket hvilke ingen intet ei eit ein
    mi di si vår vårt våre deira hennes dei
determiner: alle alt mange nogle noget nogen få flere meget mer mere mindre begge sådan sådanne noen
    noe mye al slik slike
preposition: af av bag bak blandt blant efter etter for foran fra før gennem gjennom hos i ifølge
    ind inden innen innenfor langs med mellem mellom mod mot om omkring på rundt siden til trods
    tross under uden uten ved over ad hjå frå
conjunction: og eller men samt &
subordinator: at som der når da hvis om fordi mens før inden siden indtil selvom skønt hvad hva hvor
    hvorfor hvordan hvem dersom ettersom
subject: jeg du han hun hon den det vi i de man eg me dere
pronoun: mig meg dig deg ham hende henne os oss jer dem sig seg hinanden hverandre
auxiliary: er var været vært være har hadde havde haft hatt have ha bliver blir blev ble blevet
    blitt blive bli kan kunne skal skulle vil ville må måtte bør burde
negation: ikke aldrig aldri ej ikkje
degree: meget så for ganske næsten nesten bare kun også endnu allerede altfor mest mere mer svært
particle: op opp ned ind inn ud ut af av på bort frem hjem tilbage tilbake sammen med om
infinitive: at å
postposition: siden
numeral: to tre fire fem seks syv sju otte åtte ni ti elleve tolv tyve tjue tredive tretti hundrede
    hundre tusind tusen million millioner milliard milliarder
unit: procent prosent % km kg g m cm mm kroner kr euro dollar grader meter kilometer liter år timer
    minutter
month: januar februar marts mars april maj mai juni juli august september oktober november december
    desember jan. feb. apr. aug. sept. okt. nov. dec. des.
title: herr fru frøken dr prof kong konge dronning kaptajn kaptein doktor sankt
label: side kapitel kapittel værelse rom figur tabel tabell nummer nr. del s. kap. år
abbreviation: f.eks. bl.a. dvs. d.v.s. ca. jf.
adjective: første anden andet andre tredje sidste siste næste neste nye gamle store lille små unge
    hele egen egne samme lange
pairs: ikke_bare for_at så_at et_par for_eksempel f._eks. i_dag i_går på_grund grund_af/av i_stedet
    stedet_for ved_hjælp/hjelp hjælp/hjelp_af/av til_og og_med mere/mer/mindre_end/enn
day: mandag tirsdag onsdag torsdag fredag lørdag søndag
adverbial: når da fordi mens
"""
