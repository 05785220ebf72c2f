"""Name States as the United Nations write them, where the Unicode CLDR has another name.

Spanish, English and French are the names of UNTERM; Portuguese, which is no language of the United Nations, follows the
Brazilian foreign ministry. By ISO 3166-1 alpha-2 code, in the order Spanish, Portuguese, English, French.
"""

from collections.abc import Mapping

UN_NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "BN": ("Brunei Darussalam", "Brunei Darussalam", "Brunei Darussalam", "Brunéi Darussalam"),
    "BO": (
        "Bolivia (Estado Plurinacional de)",
        "Bolívia (Estado Plurinacional da)",
        "Bolivia (Plurinational State of)",
        "Bolivie (État plurinational de)",
    ),
    "CD": (
        "República Democrática del Congo",
        "República Democrática do Congo",
        "Democratic Republic of the Congo",
        "République démocratique du Congo",
    ),
    "CG": ("Congo", "Congo", "Congo", "Congo"),
    "CI": ("Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire"),
    "CV": ("Cabo Verde", "Cabo Verde", "Cabo Verde", "Cabo Verde"),
    "CZ": ("Chequia", "Tchéquia", "Czechia", "Tchéquie"),
    "FK": (
        "Islas Malvinas (Falkland Islands)",
        "Ilhas Malvinas (Falkland)",
        "Falkland Islands (Malvinas)",
        "Îles Falkland (Malvinas)",
    ),
    "FM": (
        "Micronesia (Estados Federados de)",
        "Micronésia (Estados Federados da)",
        "Micronesia (Federated States of)",
        "Micronésie (États fédérés de)",
    ),
    "GB": (
        "Reino Unido de Gran Bretaña e Irlanda del Norte",
        "Reino Unido da Grã-Bretanha e Irlanda do Norte",
        "United Kingdom of Great Britain and Northern Ireland",
        "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord",
    ),
    "IR": (
        "Irán (República Islámica del)",
        "Irã (República Islâmica do)",
        "Iran (Islamic Republic of)",
        "Iran (République islamique d’)",
    ),
    "KP": (
        "República Popular Democrática de Corea",
        "República Popular Democrática da Coreia",
        "Democratic People’s Republic of Korea",
        "République populaire démocratique de Corée",
    ),
    "KR": ("República de Corea", "República da Coreia", "Republic of Korea", "République de Corée"),
    "LA": (
        "República Democrática Popular Lao",
        "República Democrática Popular do Laos",
        "Lao People’s Democratic Republic",
        "République démocratique populaire lao",
    ),
    "MD": ("República de Moldova", "República da Moldova", "Republic of Moldova", "République de Moldova"),
    "MM": ("Myanmar", "Mianmar", "Myanmar", "Myanmar"),
    "NL": (
        "Países Bajos (Reino de los)",
        "Países Baixos (Reino dos)",
        "Netherlands (Kingdom of the)",
        "Pays-Bas (Royaume des)",
    ),
    "PS": ("Estado de Palestina", "Estado da Palestina", "State of Palestine", "État de Palestine"),
    "RU": ("Federación de Rusia", "Federação da Rússia", "Russian Federation", "Fédération de Russie"),
    "SA": ("Arabia Saudita", "Arábia Saudita", "Saudi Arabia", "Arabie saoudite"),
    "SY": ("República Árabe Siria", "República Árabe Síria", "Syrian Arab Republic", "République arabe syrienne"),
    "TR": ("Türkiye", "Türkiye", "Türkiye", "Türkiye"),
    "TZ": (
        "República Unida de Tanzanía",
        "República Unida da Tanzânia",
        "United Republic of Tanzania",
        "République-Unie de Tanzanie",
    ),
    "US": (
        "Estados Unidos de América",
        "Estados Unidos da América",
        "United States of America",
        "États-Unis d’Amérique",
    ),
    "VA": ("Santa Sede", "Santa Sé", "Holy See", "Saint-Siège"),
    "VE": (
        "Venezuela (República Bolivariana de)",
        "Venezuela (República Bolivariana da)",
        "Venezuela (Bolivarian Republic of)",
        "Venezuela (République bolivarienne du)",
    ),
    "VN": ("Viet Nam", "Viet Nam", "Viet Nam", "Viet Nam"),
}
