// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Words of the public pages: plain language, for who stands in the street. */
export const nl = {
  title: "Wat meet de gemeente hier?",
  menu: "Openbare pagina's",
  skip: "Naar de inhoud",
  pages: { here: "Sensoren", registers: "Registers", crowd: "Drukte nu" },
  loading: "Wordt opgehaald…",
  retry: "Opnieuw proberen",
  simulated: "Dit is een simulatie: deze sensoren bestaan niet echt.",
  lead: (n: number, city: string) =>
    n === 1 ? `In ${city} meet 1 sensor.` : `In ${city} meten ${n} sensoren.`,
  nearby: (n: number, m: string) =>
    n === 1 ? `Binnen ${m} meter meet 1 sensor.` : `Binnen ${m} meter meten ${n} sensoren.`,
  noPersonal: "Geen ervan verwerkt persoonsgegevens.",
  somePersonal: (n: number) =>
    n === 1
      ? "Bij 1 daarvan komen onderweg gegevens over personen voor."
      : `Bij ${n} daarvan komen onderweg gegevens over personen voor.`,
  stoppedCount: (n: number) =>
    n === 1
      ? "1 sensor is gestopt: er komt niets binnen."
      : `${n} sensoren zijn gestopt: er komt niets binnen.`,
  asOf: (moment: string) => `Zo is het op ${moment}.`,
  filter: "Zoek een sensor of plek",
  none: "Geen sensor past daarbij.",
  noSensors: "Hier wordt niets gemeten.",
  sensorsOf: "Sensoren",
  active: "In werking",
  stopped: "Gestopt",
  since: (day: string) => `sinds ${day}`,
  until: (day: string) => `tot ${day}`,
  observes: "Wat wordt gemeten",
  where: "Waar",
  how: "Hoe vaak",
  owner: "Eigenaar",
  purpose: "Waarvoor",
  legalBasis: "Op grond waarvan",
  retention: "Hoe lang bewaard",
  personal: "Persoonsgegevens",
  yes: "Ja",
  no: "Nee",
  minimisation: "Hoe klein gehouden",
  recipients: "Wie het ziet",
  byAgreement: "volgens afspraak",
  processors: "Wie het verwerkt",
  transfers: "Buiten Europa",
  assessments: "Afgewogen in",
  review: "Opnieuw bekeken vóór",
  usedBy: "Ook gebruikt voor",
  standing: "Stand",
  standingWhy: (why: string) => `Waarom: ${why}`,
  objectOf: "Bezwaar maken",
  objectTitle: "Bent u het er niet mee eens?",
  contact: "Contact",
  officer: "Functionaris gegevensbescherming",
  authority: "Toezichthouder",
  more: "Alles over deze verwerking",
  undeclared: "Zonder verwerking",
  notDeclared: "Deze sensor hoort bij geen enkele verwerking. Daarom komt er niets van binnen.",
  showOnMap: "Toon op de kaart",
  showInList: "Toon in de lijst",
  map: "Kaart van de sensoren",
  mapWait: "De kaart wordt geladen…",
  mapLost: "De kaart kan hier niet worden getekend. De lijst noemt elke sensor.",
  mapLegend: { active: "in werking", stopped: "gestopt", chosen: "gekozen" },
  distance: (m: string) => `${m} m hiervandaan`,
  openData: "De waarnemingen zelf (SensorThings)",
  mapKeys: "De lijst toont hetzelfde als de kaart.",
  zoomIn: "Inzoomen",
  zoomOut: "Uitzoomen",
  registers: {
    title: "Registers",
    intro:
      "Deze registers worden gemaakt uit wat er werkelijk draait: dezelfde verklaringen waaraan het systeem zich zelf houdt.",
    standard: "Standaard",
    entries: (n: number) => (n === 1 ? "1 vermelding" : `${n} vermeldingen`),
    formats: "Als bestand",
    open: "Bekijken",
    back: "Alle registers",
    empty: "Dit register is leeg.",
    dataSet: "Gegevensset",
    issued: (moment: string) => `Gemaakt op ${moment}`,
    notThere: "Dit register bestaat niet.",
  },
  yesNo: { true: "ja", false: "nee" } as Record<string, string>,
  footer: {
    made: "Deze pagina wordt gemaakt uit wat er draait, niet uit wat er is opgeschreven.",
    json: "Als JSON",
    source: "Baken is open source (EUPL-1.2).",
  },
};

export type PublicWords = typeof nl;
