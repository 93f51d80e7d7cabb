/** The words that made-up titles and tags are put together from. */
export const ADJECTIVES = words(
  'Silent|Golden|Broken|Crimson|Midnight|Lost|Hidden|Electric|Burning|Frozen|Distant|Final|Secret|Paper|Wild|Hollow|Quiet|Savage|Velvet|Bitter|Sleepless|Restless|Crooked|Gentle|Iron|Scarlet|Empty|Forgotten|Endless|Northern|Perfect|Stolen|Strange|Tender|Unfinished|Vanishing|Wandering|Wicked|Winter|Young|Ordinary|Invisible|Dangerous|Reluctant|Second|Accidental|Blue|Blind|Little|Last',
)

export const NOUNS = words(
  'River|Garden|Witness|Harbor|Mirror|Stranger|Kingdom|Shadow|Letter|Orchard|Detective|Station|Summer|Island|Promise|Circus|Bridge|Soldier|Daughter|Engine|Empire|Horizon|Wolf|Teacher|Train|Highway|Dream|Storm|Ghost|Dancer|Voyage|Thief|Winter|Castle|Machine|Lighthouse|Sailor|Painter|Inheritance|Widow|Planet|Neighbor|Carnival|Cathedral|Desert|Escape|Fortune|Hunter|Honeymoon|Jury|Labyrinth|Melody|Mountain|Night|Ocean|Party|Pianist|Prophet|Revenge|Robot|Savior|Tower|Tunnel|Verdict|Village|Wedding|Window|Assassin|Balloon|Comet',
)

export const NAMES = words(
  'Ada|Bruno|Clara|Dmitri|Edith|Felix|Greta|Hugo|Iris|Jonas|Kate|Leo|Mabel|Nina|Oscar|Paula|Quentin|Rosa|Simon|Tess|Ursula|Victor|Wanda|Xavier|Yara|Zoe|Amélie|José|Zoë|François|Jürgen|Søren|Łucja|Børge|Chloé|Núria',
)

export const SURNAMES = words(
  'Archer|Bergström|Castellano|Delacroix|Eastman|Fairweather|García|Hollis|Ibsen|Jansen|Kowalski|Lindqvist|Müller|Nakamura|Okafor|Petrov|Quinn|Rousseau|Sørensen|Takahashi|Underhill|Vázquez|Whitlock|Yilmaz|Zieliński',
)

export const PLACES = words(
  'Lisbon|Vienna|Texas|Brooklyn|Kyoto|Marseille|Buenos Aires|Alaska|Casablanca Road|Dublin|Havana|Istanbul|Nairobi|Oslo|Prague|Québec|São Paulo|Málaga|Zürich|Tromsø',
)

/** Titles in the language a film was made in: `Original title` after the English one. */
export const FOREIGN_TITLES = words(
  "L'été perdu|La forêt des ombres|Une fenêtre ouverte|Das stille Mädchen|Über den Dächern|Der Schlüssel|El niño del río|Mañana será otro día|Corazón de hierro|A última estação|O coração não dorme|Città d'inverno|Il più lungo viaggio|Sommarnatt på ön|Bjørnens sønn|Nattens ære|Żółty dom|Miłość i śnieg|Příliš krátká noc|Kış uykusuzluğu|İstanbul'da son gün|Старый мост|Зимняя дорога|Το τελευταίο νησί|雪の手紙|静かな庭|七人の影|春夏秋の風|城市之夜|红色的河|봄날의 편지|बारिश की रात|لیلی و ماه|הגשר הישן",
)

function words(list: string): readonly string[] {
  return list.split('|')
}
