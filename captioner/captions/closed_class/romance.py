"""Closed-class words of French, Spanish, Italian, Portuguese, Catalan and Romanian. All data."""

FRENCH = """
article: le la les l' un une des du au aux mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs ce cet cette ces chaque quel quelle quels quelles
determiner: tout toute tous toutes plusieurs quelques quelque certains certaines aucun aucune nul
    nulle tel telle tels telles maints
preposition: à après avant avec chez contre dans depuis derrière dès devant durant en entre envers
    hors jusque jusqu' malgré outre par parmi pendant pour près sans sauf selon sous sur vers au aux
    via voici voilà
of: de d' du des
conjunction: et ou mais ni or donc car puis &
subordinator: que qu' qui dont où quand lorsque lorsqu' si comme puisque puisqu' quoique quoiqu'
    pourquoi comment lequel laquelle lesquels lesquelles auquel duquel tandis parce afin combien
subject: je j' tu il elle on nous vous ils elles c' ça cela ceci ce
clitic: me m' te t' se s' lui y en ne n' le la les l' nous vous leur
object: moi toi eux soi
auxiliary: suis es est sommes êtes sont étais était étions étiez étaient fus fut furent serai seras
    sera serons serez seront serais serait seraient été être soit soient étant ai as a avons avez
    ont avais avait avions aviez avaient eut eurent aurai auras aura aurons aurez auront aurais
    aurait auraient eu avoir ait aient ayant vais vas va allons allez vont allait allaient peux peut
    pouvons pouvez peuvent pouvais pouvait pouvaient pourra pourrait pourraient put pu pouvoir dois
    doit devons devez doivent devais devait devaient devra devrait devraient dut dû devoir veux veut
    voulons voulez veulent voulait voulaient voudrait voulut faut fallait faudra faudrait vient
    viennent venait venaient
enclitic: pas guère rien jamais
negation: ni pas guère rien jamais
degree: très si trop plus moins assez aussi bien peu tellement presque fort encore surtout même
    seulement environ déjà
adverb: alors ici là aujourd'hui hier demain peut-être soudain maintenant toujours encore ensuite
    enfin pourtant cependant bientôt ainsi oui non
numeral: deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
    dix-sept dix-huit dix-neuf vingt trente quarante cinquante soixante soixante-dix quatre-vingts
    quatre-vingt quatre-vingt-dix cent cents mille million millions milliard milliards douzaine demi
unit: % km kg g mg m cm mm l ml ha ko mo go hz khz mhz kw w h min s euros euro dollars francs
    centimes degrés mètres kilomètres centimètres litres grammes kilos tonnes ans heures heure
    minutes secondes jours semaines mois millions million milliards milliard mille ° °c €
month: janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv.
    févr. avr. juil. sept. oct. nov. déc.
title: m. mm. mme mmes mlle dr pr me mgr st ste saint sainte monsieur madame mademoiselle messieurs
    docteur maître professeur capitaine général roi reine prince princesse oncle tante père sœur
label: page pages chapitre numéro n° n°s no. nos. tome volume figure tableau article section ligne
    étape version niveau p. pp. chap. fig. art. vol. siècle an chambre salle quai voie porte
abbreviation: cf. p.ex. env. éd. c. c.-à-d. ex.
adjective: grand grande grands grandes petit petite petits petites bon bonne bons bonnes beau bel
    belle beaux belles vieux vieil vieille vieilles jeune jeunes nouveau nouvel nouvelle nouveaux
    nouvelles mauvais mauvaise mauvaises gros grosse grosses long longue longs longues autre autres
    même mêmes premier première premiers premières second seconde dernier dernière derniers
    dernières deuxième troisième quatrième prochain prochaine ancien ancienne anciens anciennes haut
    haute hauts hautes pauvre pauvres cher chère seul seule seuls seules propre propres vrai vraie
    double joli jolie jolis jolies meilleur meilleure énorme immense moindre moindres simple simples
postnominal: blanc blanche blancs blanches noir noire noirs noires rouge rouges bleu bleue bleus
    bleues vert verte verts vertes gris grise grises jaune jaunes brun brune froid froide froids
    froides chaud chaude sombre sombres clair claire vide vides entier entière humain humaine public
    publique français française anglais anglaise allemand allemande lourd lourde étroit étroite
    profond profonde suivant suivante suivants précédent précédente
postnominal_endings: eux euse euses ique iques ables ibles able ible ive ives
pairs: parce_que parce_qu' afin_que afin_de tandis_que tandis_qu' ainsi_que ainsi_qu' alors_que
    alors_qu' avant_que avant_de après_que pendant_que pendant_qu' depuis_que sans_que pour_que
    dès_que dès_qu' bien_que bien_qu' jusqu'à_ce à_côté côté_de côté_du près_de près_du loin_de
    loin_du autour_de autour_du au_lieu lieu_de à_cause cause_de grâce_à grâce_au plus_de moins_de
    plus_que plus_tard beaucoup_de peu_de trop_de assez_de tant_de un_peu peu_à peut_être tout_à
    à_coup tout_de de_suite au_dessus au_dessous en_train train_de il_y y_a y_avait d'abord_par
    ne_pas non_plus pas_encore pas_de pas_du plus_rien ne_plus ou_bien pour_cent quant_à quant_au
    face_à face_au à_travers le_long long_de au_moins en_effet par_exemple lors_de lors_du
    jusqu'à_la à_peine s'il_vous vous_plaît lui_même à_peu peu_près d'autant_plus/moins/mieux
    plutôt_que/qu' plus_jamais/rien/personne rendre/rend/rendu/rendus/rendue/rendait_compte
    faire/fait_partie/semblant semblant_de avoir/a/ai/avait/ont_besoin/envie/peur/lieu/raison/tort
    besoin/envie/peur_de/d' cause_d'/du/des
    côté/près/loin/autour/lieu/plus/moins/beaucoup/peu/trop/assez/tant/afin/train/avant/lors/long/milieu/bord/cours_d'
    grâce/quant/face_aux long/au-dessus/au-dessous_du/de d'accord_avec
    l'un/l'une_l'autre/de/à/avec/pour/contre tout/tous/toutes_le/la/les/ce/cela quelque_chose/part
    chose_de/d' n'importe_quel/quelle/qui/quoi/où en_place/plus/face/raison/dehors/outre
    raison/dehors/face_de/du sans_doute doute_que de_plus plus_en à_fait d'autre_part par_contre
    entre_autres au_sujet/cours/milieu/bord sujet/cours/milieu/bord_de/du même_si comme_si
    tel/telle/tels/telles_que/qu' aussi/autant_que/qu' si_bien
stressed: lui elle nous vous eux elles
prepositional: fait/faire/font/faisait_savoir/faire
    commence/commencé/commencer/commença/commençait/continue/continué/continuer/réussi/réussir/réussit_à
    finit/fini/finir/finissait_par/de
    essaie/essayé/essayer/essaya/cesse/cessé/cesser/décidé/décide/décider/arrêté/arrêter/oublié/oublier_de/d'
day: lundi mardi mercredi jeudi vendredi samedi dimanche
"""

SPANISH = """
article: el la los las lo un una unos unas mi mis tu tus su sus nuestro nuestra nuestros nuestras
    vuestro vuestra vuestros vuestras este esta estos estas ese esa esos esas aquel aquella aquellos
    aquellas cada al del
determiner: todo toda todos todas otro otra otros otras algún alguna alguno algunos algunas ningún
    ninguna ninguno mucho mucha muchos muchas poco poca pocos pocas varios varias tanto tanta tantos
    tantas tal tales cuánto cuánta cuántos cuántas ambos ambas cualquier demasiado demasiada
    demasiados demasiadas bastantes
preposition: a ante bajo con contra desde durante en entre hacia hasta mediante para por según sin
    sobre tras al excepto salvo
of: de del
conjunction: y e o u ni pero sino mas &
subordinator: que quien quienes cual cuales cuyo cuya cuyos cuyas cuando donde adonde como si porque
    aunque mientras pues qué quién quiénes dónde cómo cuándo conque
subject: yo tú él ella usted nosotros nosotras vosotros ellos ellas ustedes
clitic: me te se le les nos os lo la los las
object: mí ti sí conmigo contigo consigo ello
auxiliary: he has ha hemos habéis han había habías habíamos habían hubo hubieron habrá habrán habría
    habrían haya hayan hubiera hubieran haber habido sido soy eres es somos sois son era eras éramos
    eran fui fue fuimos fueron será serán sería serían sea sean fuera fueran ser siendo estoy estás
    está estamos estáis están estaba estabas estábamos estaban estuvo estuvieron estará estarán
    estaría esté estén estar estado puede puedes puedo podemos pueden podía podían podrá podrán
    podría podrían pudo pudieron pueda puedan poder debe debes debo debemos deben debía debían
    deberá debería deberían debió va vas voy vamos van iba iban íbamos suele suelen solía solían
    quiere quiero quieres quieren quería querían quiso hay
negation: no nunca jamás tampoco ni
degree: muy tan más menos casi demasiado bastante bien sólo solo aún incluso apenas ya todavía
adverb: entonces ahora aquí allí ahí hoy ayer mañana quizás quizá tal después luego siempre también
    además así sí pronto todavía
numeral: uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
    dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós veinticinco treinta cuarenta
    cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos trescientos quinientos
    mil millón millones docena medio media
unit: % km kg g mg m cm mm l ml ha kb mb gb hz kw w h min s euros euro dólares pesos pesetas
    céntimos grados metros kilómetros centímetros litros gramos kilos toneladas años horas minutos
    segundos días semanas meses millones millón mil ° °c €
month: enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
    diciembre ene. feb. mar. abr. may. jun. jul. ago. sep. sept. set. oct. nov. dic.
title: sr sra srta sres dr dra prof profa d dña don doña san santo santa señor señora señorita
    doctor doctora capitán general rey reina príncipe tío tía padre fray ud uds
label: página páginas capítulo número núm. n.º nº tomo volumen figura cuadro tabla artículo sección
    línea paso versión nivel pág. págs. cap. fig. art. vol. siglo año habitación sala andén vía
    puerta
abbreviation: p. ej. p.ej. aprox. cf. c. vs.
adjective: gran grande grandes buen buena buenos buenas mal mala malos malas primer primera primero
    primeros segundo segunda tercer tercera tercero cuarto cuarta último última últimos últimas
    próximo próxima próximos nuevo nueva nuevos nuevas viejo vieja viejos viejas mejor mejores peor
    peores mayor menor propio propia propios propias mismo misma mismos mismas pequeño pequeña
    pequeños pequeñas antiguo antigua antiguos antiguas único única pobre pobres largo larga largos
    largas verdadero verdadera enorme diferentes distintos
postnominal: blanco blanca blancos blancas negro negra negros negras rojo roja rojos rojas azul
    azules verde verdes gris grises amarillo amarilla frío fría fríos frías caliente oscuro oscura
    claro clara vacío vacía humano humana humanos español española inglés inglesa francés francesa
    siguiente anterior profundo profunda estrecho estrecha pesado pesada
postnominal_endings: oso osa osos osas ico ica icos icas ivo iva ivos ivas able ables ible ibles
pairs: lo_que los_que las_que el_que la_que ya_que así_que para_que antes_de antes_que después_de
    después_que desde_que hasta_que a_que sin_que aunque_no más_de menos_de más_que mientras_que
    tal_vez sin_embargo por_eso por_qué a_pesar pesar_de cerca_de lejos_de dentro_de fuera_de
    encima_de debajo_de detrás_de delante_de alrededor_de junto_a frente_a en_vez vez_de a_través
    través_de a_veces en_cuanto de_repente de_nuevo otra_vez por_ejemplo tan_como tanto_como
    por_ciento es_decir tener_que tiene_que tenía_que tienen_que hay_que había_que ha_de había_de
    un_poco poco_de ya_no todavía_no no_más por_fin al_fin buenos_días buenas_noches buenas_tardes
    p._ej. todo_el toda_la todos_los todas_las o_sea cada_vez vez_más acaba_de sobre_todo
    dado/dar/dio/daba/dan/da_cuenta de_acuerdo acuerdo_con al_menos lo_menos/cual/tanto por_lo
    ni_siquiera/un/una en_lugar/cambio/cuanto lugar/causa_de/del a_causa
    pesar/cerca/lejos/dentro/fuera/encima/debajo/detrás/delante/alrededor/antes/después/través/vez/más/menos_del
    sin_duda de_hecho/pronto/vez por_supuesto/tanto a_menudo vez_en en_cuando poco_a a_poco
    cada_uno/una mientras_tanto tanto/así_como debido/gracias/respecto_a/al junto_con/al/a
    hace/hacer/hacía_falta más/menos_o o_menos el/la_cual los/las_cuales
stressed: él ella usted nosotros nosotras vosotros ellos ellas ustedes nos
prepositional: hecho/hacer/hizo/hace_saber
    acaba/acabó/acababa/acabado/dejó/dejar/deja/dejaba/dejado/trata/tratar/trató/tratado_de
    volver/volvió/vuelve/volvía/volveré/vuelto/empezar/empezó/empieza/empezado/comenzar/comenzó/comienza_a
day: lunes martes miércoles jueves viernes sábado domingo
"""

ITALIAN = """
article: il lo la i gli le l' un uno una un' mio mia miei mie tuo tua tuoi tue suo sua suoi sue
    nostro nostra nostri nostre vostro vostra vostri vostre questo questa questi queste quest' quel
    quello quella quell' quei quegli quelle ogni al allo alla all' ai agli alle del dello della
    dell' dei degli delle dal dallo dalla dall' dai dagli dalle nel nello nella nell' nei negli
    nelle sul sullo sulla sull' sui sugli sulle col coi
determiner: tutto tutta tutti tutte alcuni alcune qualche nessun nessuno nessuna molto molta molti
    molte poco poca pochi poche tanto tanta tanti tante troppo troppa troppi troppe parecchi
    parecchie tale tali quanto quanta quanti quante entrambi entrambe ciascun ciascuna qualsiasi
    vari varie qualunque
preposition: a ad con contro da dentro dietro dopo durante fino fra in per presso prima senza sopra
    sotto su tra verso lungo oltre secondo attraverso tranne salvo al allo alla all' ai agli alle
    dal dallo dalla dall' dai dagli dalle nel nello nella nell' nei negli nelle sul sullo sulla
    sull' sui sugli sulle col coi
of: di d' del dello della dell' dei degli delle
conjunction: e ed o oppure ma però né anzi dunque quindi &
subordinator: che cui chi dove dov' quando come com' se perché poiché siccome mentre affinché benché
    sebbene finché appena quale quali cosa anziché
subject: io tu egli ella esso essa noi voi essi loro lui lei c'
clitic: mi m' ti t' si s' ci vi v' ne lo la li le gli l' me te se ce ve glielo gliela
object: sé
auxiliary: sono sei è siamo siete ero eri era eravamo erano fui fu fummo furono sarò sarai sarà
    saremo saranno sarebbe sarebbero sia siano fosse fossero essere essendo stato stata stati state
    ho hai ha abbiamo avete hanno avevo avevi aveva avevamo avevano ebbe ebbero avrò avrai avrà
    avremo avranno avrebbe avrebbero abbia abbiano avesse avessero avere avuto avendo posso puoi può
    possiamo potete possono poteva potevano potrà potranno potrebbe potrebbero poté devo devi deve
    dobbiamo dovete devono doveva dovevano dovrà dovrebbe dovrebbero dovette voglio vuoi vuole
    vogliamo volete vogliono voleva volevano vorrei vorrebbe volle sta stanno stava stavano va vanno
    andava andavano viene vengono
negation: non mai né
degree: molto tanto troppo più meno assai abbastanza quasi così ben solo soltanto anche anch'
    perfino ancora appena proprio circa già
adverb: allora ora adesso qui qua lì là oggi ieri domani forse improvvisamente poi sempre inoltre
    ancora sì no infine presto tuttavia
numeral: due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici
    sedici diciassette diciotto diciannove venti ventuno venticinque trenta quaranta cinquanta
    sessanta settanta ottanta novanta cento duecento trecento cinquecento mille duemila mila milione
    milioni miliardo miliardi dozzina mezzo mezza
unit: % km kg g mg m cm mm l ml ha kb mb gb hz kw w h min s euro dollari dollaro lire gradi metri
    metro chilometri centimetri litri grammi chili tonnellate anni ore minuti secondi giorni
    settimane mesi milioni milione miliardi miliardo mila ° °c €
month: gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    gen. genn. feb. febbr. mar. apr. mag. giu. lug. ago. set. sett. ott. nov. dic.
title: sig sig.ra sigg signor signora signorina signori dott dott.ssa dr prof prof.ssa ing avv don
    san santo santa sant' s dottor dottoressa professor professore capitano re regina principe
    principessa zio zia padre fra suor papa
label: pagina pagine capitolo numero n. nn. tomo volume figura tabella articolo sezione riga passo
    versione livello pag. pagg. p. pp. cap. fig. art. vol. secolo anno stanza camera sala binario
    porta
abbreviation: es. ad cfr. ca. c. p. p.es.
adjective: grande grandi gran buon buono buona buoni buone bel bello bella bei belli belle vecchio
    vecchia vecchi vecchie giovane giovani nuovo nuova nuovi nuove brutto brutta cattivo cattiva
    lungo lunga lunghi lunghe altro altra altri altre stesso stessa stessi stesse primo prima primi
    prime secondo seconda terzo terza quarto quarta ultimo ultima ultimi ultime prossimo prossima
    piccolo piccola piccoli piccole antico antica antichi antiche alto alta alti alte povero povera
    poveri caro cara unico unica proprio propria propri vero vera enorme migliore migliori peggiore
    maggiore minore breve mezzo mezza
postnominal: bianco bianca bianchi bianche nero nera neri nere rosso rossa rossi rosse verde verdi
    blu azzurro azzurra giallo gialla grigio grigia grigi freddo fredda caldo calda scuro scura
    chiaro chiara vuoto vuota umano umana italiano italiana inglese francese tedesco tedesca
    seguente profondo profonda stretto stretta pesante pesanti vicino vicina
postnominal_endings: oso osa osi ose ico ica ici iche ivo iva ivi ive abile abili ibile ibili
pairs: quello_che ciò_che dopo_che prima_che prima_di dopo_di anche_se come_se in_modo modo_che
    di_cui da_quando fino_a fino_al fino_alla più_di meno_di vicino_a vicino_al vicino_alla
    lontano_da lontano_dal accanto_a accanto_al accanto_alla davanti_a davanti_al davanti_alla
    dietro_a dietro_di dentro_di intorno_a intorno_al intorno_alla a_causa causa_di invece_di
    al_posto insieme_a insieme_al non_solo ma_anche per_cento per_esempio ad_esempio un_po' po'_di
    nel_frattempo all'improvviso_il tutto_il tutta_la tutti_i tutte_le così_che tanto_che sempre_più
    ancora_una una_volta non_più mai_più non_ancora a_proposito buon_giorno buona_sera buona_notte
    che_cosa più_o o_meno per_favore al_di di_là di_fronte fronte_a fronte_al ad_es. c'è_un si_è
    reso/resa/rende/rendere/rese/rendeva_conto per_cui/quanto tutto_quello/ciò d'accordo_con
    da_parte parte_di a_volte/meno/poco/quanto di_solito/nuovo senza_dubbio prima_o o_poi meno_che
    non_appena in_mezzo mezzo_a/al/alla poco_a quanto_pare
    l'uno/l'una_l'altro/l'altra/con/all'altro/dell'altro allo_stesso stesso_tempo
    qualcosa/niente/nulla_di qualcun/nessun_altro qualcun'_altra fino_ai/alle/all'
    prima/dopo/causa/invece/fuori/meno/più_del/della/dei/delle/dell' fuori_di grazie_a/al/alla/ai
    rispetto_a/al/alla oltre_a/al/alla i/le_quali il/la_quale
stressed: lui lei noi voi loro me te esso essa
prepositional: fatto/fare/fece/fa_sapere
    cominciò/comincia/cominciare/cominciava/iniziò/inizia/iniziare/riuscì/riuscire/riesce/riusciva/riuscito/continua/continuò/continuare_a/ad
    smise/smettere/smesso/finì/finito/finire/cerca/cercò/cercare/cercava/cercato_di
    sentito/sentire/sentì_parlare/dire
day: lunedì martedì mercoledì giovedì venerdì sabato domenica
"""

PORTUGUESE = """
article: o a os as um uma uns umas meu minha meus minhas teu tua teus tuas seu sua seus suas nosso
    nossa nossos nossas vosso vossa este esta estes estas esse essa esses essas aquele aquela
    aqueles aquelas cada ao à aos às do da dos das no na nos nas pelo pela pelos pelas num numa nuns
    numas dum duma deste desta destes destas desse dessa desses dessas daquele daquela daqueles
    daquelas neste nesta nestes nestas nesse nessa naquele naquela naqueles naquelas àquele àquela
determiner: todo toda todos todas outro outra outros outras algum alguma alguns algumas nenhum
    nenhuma muito muita muitos muitas pouco pouca poucos poucas vários várias tanto tanta tantos
    tantas tal tais quanto quanta quantos quantas ambos ambas qualquer certo certa
preposition: a ante após até com contra desde durante em entre mediante para por perante segundo sem
    sob sobre trás ao à aos às no na nos nas pelo pela pelos pelas num numa neste nesta nesse nessa
    naquele naquela naqueles naquelas exceto salvo conforme
of: de do da dos das dum duma deste desta desse dessa daquele daquela d'
conjunction: e ou nem mas porém pois logo &
subordinator: que quem qual quais cujo cuja cujos cujas quando onde aonde como se porque embora
    enquanto conforme caso quê porquê
subject: eu tu ele ela você nós vós eles elas vocês isso isto aquilo
clitic: me te se lhe lhes nos vos
object: mim ti si comigo contigo consigo conosco connosco
auxiliary: hei hás há haver havia haviam houve sido sou és é somos sois são era eras éramos eram fui
    foi fomos foram será serão seria seriam seja sejam fosse fossem ser sendo estou estás está
    estamos estão estava estavas estávamos estavam esteve estiveram estará estaria esteja estar
    estado tenho tens tem temos têm tinha tinhas tínhamos tinham teve tiveram terá terão teria
    teriam tenha tenham tivesse ter tido pode podes posso podemos podem podia podiam poderá poderia
    poderiam pôde puderam possa possam poder deve deves devo devemos devem devia deviam deverá
    deveria deveriam vai vais vou vamos vão ia iam quer quero queres querem queria queriam quis
    costuma costumava
negation: não nunca jamais nem
degree: muito tão mais menos quase demasiado bastante bem só apenas ainda até mesmo também já
adverb: então agora aqui ali lá hoje ontem amanhã talvez depois logo sempre também além assim sim
    finalmente
numeral: dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze
    dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove vinte trinta quarenta
    cinquenta sessenta setenta oitenta noventa cem cento duzentos trezentos quinhentos mil milhão
    milhões bilhão bilhões dúzia meio meia
unit: % km kg g mg m cm mm l ml ha kb mb gb hz kw w h min s euros euro dólares reais real escudos
    centavos cêntimos graus metros quilômetros quilómetros centímetros litros gramas quilos
    toneladas anos horas minutos segundos dias semanas meses milhões milhão bilhões mil ° °c €
month: janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro jan.
    fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.
title: sr sra srta dr dra prof profa d dom dona são santo santa senhor senhora senhorita doutor
    doutora capitão general rei rainha príncipe tio tia padre frei exmo
label: página páginas capítulo número nº n.º núm. tomo volume figura quadro tabela artigo seção
    secção linha passo versão nível pág. págs. p. pp. cap. fig. art. vol. século ano quarto sala
    plataforma porta
abbreviation: p. ex. p.ex. aprox. cf. c. vs.
adjective: grande grandes bom boa bons boas mau má maus más primeiro primeira primeiros primeiras
    segundo segunda terceiro terceira quarto quarta último última últimos últimas próximo próxima
    novo nova novos novas velho velha velhos velhas melhor melhores pior piores maior maiores menor
    menores próprio própria mesmo mesma mesmos mesmas pequeno pequena pequenos pequenas antigo
    antiga antigos antigas único única pobre pobres longo longa longos longas verdadeiro verdadeira
    enorme belo bela jovem jovens diferentes
postnominal: branco branca brancos brancas preto preta pretos pretas negro negra vermelho vermelha
    azul azuis verde verdes cinzento cinzenta amarelo amarela frio fria frios frias quente quentes
    escuro escura claro clara vazio vazia humano humana português portuguesa brasileiro brasileira
    inglês inglesa francês francesa seguinte anterior profundo profunda estreito estreita pesado
    pesada
postnominal_endings: oso osa osos osas ico ica icos icas ivo iva ivos ivas ável áveis ível íveis
pairs: o_que os_que as_que a_que já_que para_que antes_de antes_do antes_da antes_que depois_de
    depois_do depois_da depois_que desde_que até_que assim_que logo_que sem_que mais_de menos_de
    mais_do do_que ao_mesmo enquanto_que por_isso por_que apesar_de apesar_do apesar_da perto_de
    perto_do perto_da longe_de longe_do longe_da dentro_de dentro_do dentro_da fora_de fora_do
    fora_da em_cima cima_de cima_da embaixo_de debaixo_de debaixo_da atrás_de atrás_do atrás_da
    diante_de em_frente frente_a ao_lado lado_de lado_do lado_da em_volta em_torno através_de
    através_do através_da ao_longo longo_de longo_do longo_da em_vez vez_de às_vezes de_repente
    de_novo outra_vez por_exemplo tão_como por_cento tem_de tinha_de tem_que tinha_que um_pouco
    pouco_de já_não ainda_não não_só mas_também bom_dia boa_noite boa_tarde p._ex. todo_o toda_a
    todos_os todas_as ou_seja cada_vez vez_mais acabou_de acaba_de ao_contrário além_disso
    no_entanto por_fim por_volta volta_de/da/das/do nem_mesmo dado/dar/deu/dava/dá_conta
    de_acordo/vez/fato/facto acordo_com pelo/ao_menos por_causa causa_de/da/do vez_em
    em_quando/lugar pouco_a a_pouco/fim/partir cada_um/uma devido/graças_a/ao/à junto_com/a/ao
    além/acerca/partir_de/do/da fim/lugar_de quer_dizer o/a_qual os/as_quais nem_sequer
    mais/menos_ou ou_menos assim_como
stressed: ele ela você nós vocês eles elas isso isto aquilo
prepositional: voltar/voltou/volta_atrás
    começou/começar/começa/começava/voltou/voltar/volta/voltava/continuou/continua/continuar_a
    deixou/deixar/deixa/deixava_de acabou/acabar_por
day: segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
"""

CATALAN = """
article: el la els les l' un una uns unes lo meu meva seu seva nostre nostra aquest aquesta aquests
    aquestes aquell aquella aquells aquelles cada al als del dels pel pels
determiner: tot tota tots totes altre altra altres algun alguna alguns algunes cap molt molta molts
    moltes poc poca pocs poques diversos diverses
preposition: a amb contra des durant en entre fins per sense sobre sota cap segons al als pel pels
    davant darrere
of: de d' del dels
conjunction: i o ni però sinó
subordinator: que què qui quan on com si perquè encara mentre doncs
subject: jo tu ell ella nosaltres vosaltres ells elles vostè
clitic: em m' et t' es s' ens us li els les hi ho en n' el la
auxiliary: he has ha hem heu han havia havien haver hagut sóc ets és som sou són era eren fou serà
    seria ser estic està estan estava estaven pot poden podia podien va van vaig vam deu deuen hi
negation: no mai
degree: molt tan més menys gairebé massa força només encara
numeral: dos dues tres quatre cinc sis set vuit nou deu cent mil milió milions
month: gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
title: sr sra dr dra senyor senyora sant santa en na
label: pàgina capítol número núm. figura any segle
pairs: per_què abans_de després_de a_causa prop_de lluny_de dins_de fora_de més_de si_us us_plau
stressed: ell ella nosaltres vosaltres ells elles vostè
"""

ROMANIAN = """
article: un o unui unei niște al a ai ale acest această acești aceste acel acea acei acele acestei
    acestui fiecare cel cea cei cele
determiner: tot toată toți toate alt altă alți alte vreun vreo câțiva câteva mult multă mulți multe
    puțin niciun nicio orice
preposition: cu contra de după din dinspre dintre fără în între către la lângă pe pentru peste prin
    printre până spre sub asupra deasupra înaintea printr-un într-un într-o dintr-un dintr-o despre
    înainte împotriva
conjunction: și sau dar iar însă ori nici ci
subordinator: că să care ce cine când unde cum dacă deși fiindcă deoarece pentru încât ca căci
subject: eu tu el ea noi voi ei ele dumneavoastră
clitic: mă te se îl o ne vă îi le îmi îți își i l-a s-a m-a mi ți și-a
auxiliary: sunt ești este e suntem sunteți eram erai era erau fost fi fii am ai a are avem aveți au
    avea aveau voi vei va vom veți vor aș ar poate pot putea puteau trebuie trebuia
negation: nu niciodată
degree: foarte mai prea cam aproape destul chiar doar tot
infinitive: a să
numeral: unu doi două trei patru cinci șase șapte opt nouă zece douăzeci treizeci sută sute mie mii
    milion milioane
month: ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie
    decembrie
title: dl dna domnul doamna dr prof sfântul
label: pagina capitolul numărul nr. anul secolul
pairs: de_la până_la pentru_că ca_să înainte_de după_ce în_timp timp_ce de_exemplu la_fel fără_să
    nu_mai
stressed: el ea noi voi ei ele dumneavoastră
"""
