"""Short lists for languages of other families, those of which there is no doubt. All data."""

GREEK = """
article: ο η το οι τα τον την του της των τους τις ένας μια μία ένα έναν ενός μιας κάθε στο στη στην
    στον στους στις στα τη
determiner: αυτός αυτή αυτό αυτοί αυτές αυτά αυτόν αυτήν αυτού αυτής εκείνος εκείνη εκείνο όλος όλη
    όλο όλοι όλες όλα κάποιος κάποια κάποιο μερικοί μερικές μερικά πολύς πολλή πολλοί πολλές πολλά
    λίγοι λίγες λίγα άλλος άλλη άλλο άλλοι άλλα
preposition: σε στο στη στην στον στους στις στα από για με χωρίς μετά πριν κατά παρά προς ως μέχρι
    μεταξύ αντί δίχως σαν εναντίον απ' μ' σ' γι'
conjunction: και κι ή αλλά μα είτε ούτε όμως
subordinator: ότι πως που όταν αν γιατί διότι επειδή αφού ενώ καθώς όπως όπου όποιος όποια ώστε
    μήπως μόλις ποιος ποια ποιο τι πού πότε
subject: εγώ εσύ εμείς εσείς
clitic: με σε τον την το μας σας τους τις τα μου σου του της θα να ας
auxiliary: είναι είμαι ήταν ήμουν έχει έχω έχουν είχε είχαν πρέπει μπορεί μπορώ μπορούν μπορούσε
negation: δεν δε μην μη όχι ποτέ
degree: πολύ πιο τόσο σχεδόν μόνο ακόμα ακόμη ήδη πάρα
numeral: δύο δυο τρεις τρία τέσσερις τέσσερα πέντε έξι επτά εφτά οκτώ οχτώ εννέα δέκα είκοσι εκατό
    χίλια εκατομμύρια
month: ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου
    νοεμβρίου δεκεμβρίου ιαν. φεβ. μαρ. απρ. ιουν. ιουλ. αυγ. σεπ. σεπτ. οκτ. νοε. δεκ.
title: κύριος κυρία κ κα δρ καθ άγιος αγία
label: σελίδα κεφάλαιο αριθμός σελ. αρ. κεφ.
pairs: πριν_από μετά_από κοντά_σε μέσα_σε πάνω_σε έτσι_ώστε παρά_πολύ πάρα_πολύ εξαιτίας_του/της
    αντί_για εκτός_από ύστερα_από σε_σχέση σχέση_με
"""

FINNISH = """
determiner: tämä tuo se nämä nuo ne tämän tuon sen näiden noiden tässä siinä joka jokainen kaikki
    muutama moni monta eräs sama toinen oma jokin mikään
conjunction: ja tai mutta sekä eli vai vaan
subordinator: että kun jos koska jotta vaikka kuin joka jonka jota jossa josta johon jolla jotka
    joiden mikä mitä missä mistä mihin kuka miksi kuinka miten ennen
preposition: ennen ilman kohti pitkin vasten ympäri
subject: minä sinä hän me te he
auxiliary: on ovat oli olivat olen olet olemme olla ollut olisi olisivat voi voivat voisi voinut
    täytyy pitää saa saattaa
negation: ei en et emme ette eivät älä älkää
degree: hyvin erittäin liian melko lähes vain myös jo vielä niin kovin
postposition: jälkeen kanssa takana edessä alla päällä vieressä välillä luona kautta mukaan vuoksi
    takia sisällä ulkopuolella aikana varten läpi yli ali ympärillä mukana sijasta johdosta sitten
    lähtien asti saakka
numeral: yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen kaksikymmentä sata
    tuhat miljoona miljoonaa
month: tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta
    syyskuuta lokakuuta marraskuuta joulukuuta
title: herra rouva tri prof
label: sivu luku numero nro nro. s. vuonna
pairs: ei_enää ei_vielä ennen_kuin niin_kuin sen_sijaan niin_että
"""

HUNGARIAN = """
article: a az egy ez e minden
determiner: ezek azok azt ezt ezen azon néhány sok kevés több kevesebb mindkét ilyen olyan ugyanaz
    másik más egész valamilyen melyik
conjunction: és s vagy de meg sem hanem azonban illetve
subordinator: hogy mert ha amikor aki akit akinek ami amit amely amelyet amelynek mint ahol amint
    mivel bár noha míg amíg miután mielőtt miért hogyan ki mi hol mikor
subject: én te ő mi ti ők
auxiliary: van vannak volt voltak lesz lesznek lenne kell kellett lehet lehetett tud tudott fog
    fogja akar akart szokott
negation: nem ne sem sohasem soha
degree: nagyon túl elég majdnem csak is még már igen legalább
postposition: alatt alá alól között közé előtt elé után mellett mellé mögött mögé fölött fölé felett
    felé felől körül nélkül szerint miatt által számára óta ellen helyett iránt múlva révén részére
    során végett is
particle: meg el fel föl le be ki át vissza össze ide oda haza
numeral: két kettő három négy öt hat hét nyolc kilenc tíz húsz száz ezer millió
unit: százalék éves év óra perc méter kilométer forint euró % km kg
month: január február március április május június július augusztus szeptember október november
    december jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.
title: dr prof
label: oldal fejezet szám
"""

TURKISH = """
article: bir bu şu o her hangi
determiner: bütün tüm bazı birçok birkaç hiçbir çok az diğer başka aynı böyle şöyle öyle
conjunction: ve veya ya ama fakat ancak hem yahut ile
subordinator: çünkü eğer
enclitic: de da ki mi mı mu mü mıydı miydi
postposition: için gibi kadar ile göre sonra önce doğru karşı rağmen beri üzere dolayı itibaren
    boyunca tarafından hakkında ise idi iken değil var yok
auxiliary: oldu olur olan olarak etti eder eden etmek olmak edildi
degree: çok en daha pek oldukça sadece yalnızca bile neredeyse
numeral: iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli yüz bin milyon milyar
unit: yıl saat dakika gün metre kilometre lira derece % km kg
month: ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
title: dr prof doç sayın
label: sayfa bölüm no no.
"""

HINDI = """
article: एक यह ये वह वे इस उस इन उन हर मेरा मेरी मेरे तेरा तेरी हमारा हमारी हमारे आपका आपकी आपके
    अपना अपनी अपने उसका उसकी उसके उनका उनकी उनके इसका इसकी इसके किसी कोई
determiner: सब सभी कुछ कई बहुत दोनों ऐसा ऐसी ऐसे
conjunction: और या लेकिन मगर परंतु परन्तु तथा एवं व किंतु बल्कि
subordinator: कि क्योंकि जो जब अगर यदि जहाँ जिस जिसने जिसे जिसका जिसकी जिसके जिन ताकि हालाँकि इसलिए
    तो जैसे
postposition: का की के को से में पर ने तक तो भी ही लिए साथ बाद पहले पास ऊपर नीचे बीच अंदर बाहर सामने
    पीछे द्वारा बारे वाला वाली वाले है हैं था थी थे हूँ हूं हो गा गी गे होगा होगी रहा रही रहे गया गई
    गए चुका चुकी चुके सकता सकती सकते करके कर
negation: नहीं न मत
degree: बहुत सबसे इतना इतनी इतने केवल सिर्फ़ सिर्फ लगभग बड़ा बड़ी बड़े
numeral: दो तीन चार पाँच पांच छह सात आठ नौ दस बीस सौ हज़ार हजार लाख करोड़
unit: रुपये रुपए वर्ष साल मील किलोमीटर मीटर प्रतिशत घंटे मिनट बजे दिन
month: जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
title: श्री श्रीमती डॉ प्रो
label: पृष्ठ अध्याय संख्या
"""

ARABIC = """
article: هذا هذه ذلك تلك هؤلاء كل بعض جميع أي نفس بن ابن بنت
preposition: في من على إلى عن مع عند بين تحت فوق أمام خلف قبل بعد خلال حول ضد دون بدون منذ حتى نحو
    لدى عبر وراء داخل خارج بجانب
conjunction: أو ثم لكن بل أم
subordinator: أن إن الذي التي الذين اللذين إذا لأن كي لو عندما حيث بينما كما مثل ولكن أنه أنها أنهم
    بأن لأنه لأنها
subject: أنا أنت هو هي نحن أنتم هم
auxiliary: كان كانت كانوا يكون تكون قد سوف لقد ليس ليست وكان وكانت
negation: لا لم لن ما
unit: كم كغ متر كيلومتر عام سنة ساعة دقيقة دولار مليون ألف
pairs: من_أجل على_الرغم الرغم_من بعد_أن قبل_أن منذ_أن إلى_أن
month: يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
enclitic: بن ابن بنت
"""

HEBREW = """
article: כל אותו אותה אותם
preposition: של את על אל עם מן בין תחת לפני אחרי בלי ליד מול אצל בשביל למען נגד עד כמו לפי בתוך דרך
    סביב מעל בגלל לאחר
conjunction: או אבל אך ולא אלא
subordinator: כי אשר אם כאשר מפני למרות כדי מה מי איפה
subject: אני אתה את הוא היא אנחנו אתם הם הן
auxiliary: היה היתה הייתה היו יהיה תהיה יהיו יכול יכולה צריך צריכה
negation: לא אין אל
degree: רק גם כבר עוד מאוד יותר כמעט אפילו
unit: קילומטר מטר שנים שנה שעות דקות אחוז שקל שקלים
pairs: כל_כך אחרי_כן לפני_כן על_ידי על_פי בגלל_ש אף_על
month: ינואר בינואר פברואר בפברואר מרץ במרץ אפריל באפריל מאי במאי יוני ביוני יולי ביולי אוגוסט
    באוגוסט ספטמבר בספטמבר אוקטובר באוקטובר נובמבר בנובמבר דצמבר בדצמבר
"""

PERSIAN = """
article: این آن هر هیچ یک چند همین همان
preposition: از به در با بر برای تا بدون درباره روی زیر میان بین پیش پس نزد سوی کنار جز مگر
conjunction: و یا اما ولی بلکه
subordinator: که اگر چون زیرا وقتی چنانکه هرچند
enclitic: را است بود شد
subject: من تو او ما شما آنها
negation: نه
degree: بسیار خیلی فقط حتی تقریبا
unit: کیلومتر متر سال ساعت دقیقه درصد تومان ریال
month: ژانویه فوریه مارس آوریل ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر فروردین اردیبهشت خرداد تیر
    مرداد شهریور مهر آبان آذر دی بهمن اسفند
"""

KOREAN = """
article: 그 이 저 한 두 세 네 각 모든 어떤 새 여러 온 첫 다른 그런 이런 저런 무슨 어느 제 내 우리
conjunction: 및 또는 그리고 그러나 하지만 그런데 그래서 혹은
negation: 안 못
degree: 더 가장 매우 아주 너무 꽤 거의 약 좀 잘 다시
postposition: 것 것은 것을 것이 것이다 것도 것과 수 때 때문에 때문이다 등 등을 등의 뿐 만큼 대로 듯
    듯이 채 적이 적은 줄 번째 동안 후 전 중 뒤 앞에 위해 대해 대한 의해 따라 같은 같이 정도 않고
    않는 않은 않았다 않다 않을 않으면 않지만 못한 못했다 못하고 못하는 있는 있다 있었다 있고 있을
    있었던 없는 없다 없었다 없고 없이 했다 했지만 했다고 했다는 한다고 한다는
numeral: 하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 스무 백 천 만 억
unit: 년 월 일 시 분 초 원 명 개 번 살 권 대 마리 킬로미터 미터 퍼센트 달러
after_name: 씨 씨가 씨는 씨를 씨의 교수 교수는 교수가 교수의 교수와 박사 박사는 박사가 박사의 대통령
    대통령은 대통령이 대통령의 선생님 선생님은 선생님이 장관 장관은 장관이 사장 사장은 감독 감독은
"""

INDONESIAN = """
article: para sang si setiap tiap sebuah seorang seekor suatu
determiner: semua beberapa banyak sedikit seluruh
preposition: di ke dari pada untuk dengan oleh tentang antara dalam atas bawah tanpa sejak hingga
    sampai seperti bagi terhadap kepada daripada selama setelah sebelum
conjunction: dan atau tetapi tapi namun serta melainkan
subordinator: yang karena jika kalau bahwa ketika saat agar supaya meskipun walaupun sehingga sambil
    apabila bila apa siapa mana mengapa bagaimana
subject: saya aku kamu anda dia ia kami kita mereka kau
enclitic: ini itu lagi pun juga
auxiliary: adalah ialah akan sudah telah sedang masih bisa dapat harus boleh mau ingin
negation: tidak bukan jangan belum tak
degree: sangat lebih paling hampir hanya terlalu cukup
numeral: satu dua tiga empat lima enam tujuh delapan sembilan sepuluh puluh belas ratus ribu juta
    miliar
unit: persen tahun jam menit meter kilometer rupiah orang % km kg
month: januari februari maret april mei juni juli agustus september oktober november desember
title: pak bu bapak ibu tuan nyonya dr prof
label: halaman bab nomor no.
"""

VIETNAMESE = """
article: các những một mỗi mọi cái con chiếc cuốn quyển bức ngôi cây người vị từng
determiner: nhiều vài tất cả mấy
preposition: của ở trong trên dưới ngoài với cho từ đến tới bằng về qua sau trước giữa theo tại bên
    vào ra
conjunction: và hoặc hay nhưng còn cùng rồi
subordinator: mà là thì vì nếu khi để rằng tuy dù bởi nên do như
subject: tôi bạn anh chị em ông bà nó họ chúng ta mình cô hắn
auxiliary: đã đang sẽ vừa được bị phải có thể cần muốn nên
negation: không chưa chẳng đừng
degree: rất hơn nhất cũng chỉ vẫn lại quá gần
enclitic: này đó kia ấy nữa
numeral: hai ba bốn năm sáu bảy tám chín mười trăm nghìn triệu tỷ
unit: phần tuổi giờ phút ngày tháng mét % km kg
pairs: tất_cả bởi_vì tuy_nhiên chúng_ta chúng_tôi có_thể không_thể cho_đến bên_cạnh mặc_dù như_thế
    như_vậy bao_giờ bây_giờ một_cách xung_quanh
label: ngày tháng năm trang chương số
"""
