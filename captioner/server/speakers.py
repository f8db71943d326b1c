"""The cloud's speakers, each with the local voice that stands in for it.

A client written for the cloud asks for its speakers by name. The names are those that Rime has
published for its models coda, arcana, mistv3, mistv2 and mist until August 2026, those since
withdrawn among them. A speaker has one voice in each of its languages, always the same: that of the
accent it is published with, or else the nearest. English from outside America is nearer to the
British voice; who is described as polished there speaks Received Pronunciation.
"""

from __future__ import annotations

from captioner.document import primary_language
from captioner.server.voices import LocalVoice, local_voices

#: The voices, each with its speakers. A speaker's first language is that of its first voice here:
#: English where it speaks it, since that is what the cloud takes a request without a language for.
_SPEAKERS_OF_VOICE = {
    "en-us": """
        abbie adeline ahmed_mohamed alexis alfhild allison ally alma alona alpine amarante amber ana
        andersen_johan anderson_emily anderson_jake anderson_james anderson_kevin andromeda antoine
        arcade argon armon astra atrium aurelio azura backbay bancroft bauer bauer_felix bayou
        beatty benjamin bennett_emily bennett_ryan berklee bianchi biondi_paul blackout blaze
        blossom bond boulder breeze brittany bronte brook brooks_jordan brown_alex brown_joshua
        brown_madison brown_matthew brown_steven bruno_katie brussels carter_colin cedar celeste
        chantal chatterjee_rini chen_david chen_mei clara clarity clark_tyler clementine clipper
        cohen_emily cohen_jared collins_emily cooper_logan courtney cove cove_extra creek cupola
        das_sourav davies_james dela_cristina dew diallo_amara drift dubois_emma duncan_colin
        duval_pierre dwight egbert elena eliphas elliot elsie ember estelle esther eva evans_jason
        everett eyre falcon fern fernandez_carlos firefly firewall fjord flower foster frank
        gabriela glacier godfrey goldberg_ryan gomez_daniela gomez_isabel gomez_isabella gomez_javon
        gonzalez_maya gonzalez_michael gonzalez_ryan granite grayson_avery green grove gulch gypsum
        hank hanson_ryan harris_luke harris_lynette harrison_brianna harrison_joey harrison_mary
        hassan_omar hawk helium heller henderson_brittney hera hernandez_juanita hesse
        holliday_jewel hugo ibis iris ironwood iyer_arun jake janice jared jayne jensen_mikkel
        jicarilla johnny_jackson johnson_angela johnson_asha johnson_avery johnson_brianna
        johnson_cynthia johnson_elijah johnson_james johnson_joshua johnson_latisha johnson_lisa
        johnson_madison johnson_malachi johnson_marcel johnson_mary johnson_matthew johnson_melissa
        johnson_monique johnson_nia johnson_tasha johnson_tia johnson_walter jose josh joy joyce
        juan jungle karst kelly_jennifer kelly_john kelly_maureen kendra kendrick kevin khan_fatima
        khan_umar kim_ashley kim_daniel kim_sunny kima lagoon latte lawton lee_sarah levi_david
        levine_emily levine_joshua levy_hannah li_xiao linda lintel loquat lotus luna lydia lyra
        maddux madison maguire_jason malik_ahmad marina marinelli_giulia marissa mark marsh marta
        martinez_amber martinez_ana martinez_dylan martinez_jaime martinez_leticia martinez_rosa
        martinez_ryan masonry mbunda_james mccarthy_james mccarthy_teresa mcdowell_peter
        mckinley_robert melanie mendoza_alonzo mendoza_jesus mendoza_luz mercury merritt
        merritt_jimmy mesa mesa_extra milan miller_cameron miller_judy miller_kelsey miller_lisa
        miller_logan milton misty miyamoto_akari montgomery_elise montgomery_emily moon moraga
        moraine morgan_brianna morgan_charles morris_colin morris_james morris_leticia morris_melvin
        morton_daine murphy_colin murphy_emily murphy_grace murphy_hannah murphy_liam murphy_nolan
        myrtle neal_colin ned neptune nexus nicholas nicklaus novak_emily nowak_joanna nowak_michal
        oculus olsson_erik orbea orion ozu pablo parapet park_minseo park_sumin patel_amit
        patel_asha patricia peak pearl petal pham_daniel phil pilaster pola potrero prentiss proxy
        pulse purple rain rainforest ramirez_maya ramos_raul reba reddy_arjun reddy_sunil
        ricci_giulia ricci_lorenzo rick river rob rodney rodrigues_miguel rodriguez_carla
        rodriguez_carlos rodriguez_eduardo rodriguez_isabela rodriguez_miguel rooney rosal rosco
        rosemount rossi_matteo ru runton sachet salik samantha sandy santos_angelica schmidt_joshua
        schmidt_julia schmidt_sophie schneider_eric schneider_jack selena seth sharma_amit silva_ana
        singh_anjali sirius sky smith_heather smith_michael solana spore stan steppe steve stone
        storm stream stucco summit talon tanya tauro thalassa thomas_sarah thompson_kevin thunder
        tim tj topeka torres_miguel tran_david tran_jessica tran_tu transom truss tundra
        tupou_leilani tyler ursa vayu vernal vespera vesta victor victoria violet viv walavista
        walnut wang_mei watson_emily wawona wayne wildflower williams_anna williams_brian
        williams_darnell williams_jennifer williams_jordan williams_ryan williams_terence
        williams_tiffany willow wilson_emma wolf wong_kenny woolsey wright_jason wright_julianne
        wright_michael yadira yukiko zen zest zhang_mei zion
    """,
    "en-us-nyc": "colin gomez_diego jen joe kris",
    "en": """
        albion brenda eucalyptus gerald hawa kelly_aoife kenneth marge marlu maya moss moyo_david
        naipaul perth ritu rohan ronan smith_lisa smith_mike sonnagh tamra tibur wright_cooper
    """,
    "en-gb-x-rp": "carol fuzz geoff helen nyles rex sharon vashti",
    "en-029": "mari",
    "es-419": """
        alba amanecer atardecer aurelio azulado brisa celestino cielo claridad dolores eris estrella
        isa isla jose lucia luz mar mari mateo mediodia nieve nova ocaso orionne pablo plenilunio
        pola resplandor seraphina serena sirius sofia solsticio trueno ursa
    """,
    "es": "diego lark vespero",
    "pt-br": "alzira baltasar celso estela isadora lucia rio sol",
    "fr": """
        alois amarante aurelie destin juliette livet_aurelie marguerite morel_marianne seraphine
        serrin_joseph simone solstice violette
    """,
    "de": """
        alfhild amalia aura baldur bergmann_katharina frieda karolina klaus kumara liesel lorelei
        maximilian nacht rosenfeld_steffi runa sigurd
    """,
    "ja": "akari akatsuki hirake hiru nozomi raiden ren sakura taiyo yoru yugata yukiko",
    "ar": "batin fadil layla qadir sakina zahir",
    "hi": "aarohi anaya anil arya avni nadi taru vyom",
    "he": "aviva ori",
}


def cloud_speaker(name: str, lang: str | None) -> LocalVoice | None:
    """Give the voice that stands in for a cloud speaker in a language, by default its first.

    None if there is no such speaker, or if it does not speak that language.
    """
    voices = _VOICES_OF_SPEAKER.get(name.lower(), {})
    language = next(iter(voices), "") if lang is None else primary_language(lang)
    return local_voices().get(voices.get(language, ""))


def cloud_speakers() -> tuple[str, ...]:
    """List the speakers of the cloud, in alphabetical order."""
    return tuple(sorted(_VOICES_OF_SPEAKER))


def cloud_languages(name: str) -> tuple[str, ...]:
    """List the languages of a cloud speaker, its first one first; none for an unknown name."""
    return tuple(_VOICES_OF_SPEAKER.get(name.lower(), {}))


def _voices_of_speakers() -> dict[str, dict[str, str]]:
    """Turn the table round: each speaker with its languages, and its voice in each."""
    found: dict[str, dict[str, str]] = {}
    for voice, speakers in _SPEAKERS_OF_VOICE.items():
        for speaker in speakers.split():
            found.setdefault(speaker, {})[primary_language(voice)] = voice
    return found


_VOICES_OF_SPEAKER = _voices_of_speakers()
