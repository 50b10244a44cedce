// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Text } from "../i18n/language";
import type { Activity, Here, Named, Sensor, Standing } from "./types";

/** Two activities and four sensors for tests and for the mock server: one stopped, one that belongs to none. */
const both = (nl: string, en = nl): Text => ({ nl, en });
const named = (id: string, nl: string, en: string): Named => ({ id, label: both(nl, en) });

const ACTIVE: Standing = {
  state: "active",
  active: true,
  label: both("In werking", "In operation"),
  because: both(""),
  since: "2026-01-01T00:00:00Z",
  until: "2028-01-01T00:00:00Z",
};
const WITHDRAWN: Standing = {
  state: "withdrawn",
  active: false,
  label: both("Ingetrokken", "Withdrawn"),
  because: both(
    "De burgemeester heeft het besluit niet verlengd.",
    "The mayor has not prolonged the decision.",
  ),
  since: "2026-11-20T09:30:00Z",
  until: null,
};
const LOOSE: Standing = {
  state: "no-activity",
  active: false,
  label: both("Geen verwerking", "No activity"),
  because: both(""),
  since: null,
  until: null,
};

const CITY = {
  id: "municipality",
  name: "Gemeente Den Haag",
  kind: named("municipality", "gemeente", "municipality"),
  contact: "privacy@denhaag.example",
  dataProtectionOfficer: "fg@denhaag.example",
};

const COUNTING: Activity = {
  id: "counting",
  version: 2,
  uri: "https://baken.denhaag.example/processing-activities/counting/2",
  link: "/api/v1/processing-activities/counting",
  name: both("Voetgangers tellen", "Counting pedestrians"),
  description: both(
    "Tellers boven de looproutes tellen hoeveel mensen voorbijkomen, zodat het nergens onveilig druk wordt.",
    "Counters above the walkways count how many people pass, so that it gets unsafely crowded nowhere.",
  ),
  kind: named("counting", "Tellen", "Counting"),
  purpose: named("crowd-safety", "Veiligheid bij drukte", "Crowd safety"),
  legalBasis: {
    ...named("public-task", "Publieke taak", "Public task"),
    article: both("AVG art. 6 lid 1 onder e", "GDPR art. 6 (1) (e)"),
    law: "Gemeentewet art. 172",
  },
  controller: CITY,
  processors: [
    {
      id: "tellers",
      name: "Tellers BV",
      kind: named("supplier", "leverancier", "supplier"),
      contact: "",
      dataProtectionOfficer: "",
    },
  ],
  personalData: {
    any: false,
    kinds: [named("none", "Geen", "None")],
    because: "De teller kent alleen aantallen; er is nooit een beeld of kenmerk van iemand.",
  },
  dataSubjects: [named("nobody", "Niemand", "Nobody")],
  minimisation: {
    aggregated: named("in-sensor", "In de sensor", "In the sensor"),
    k: 1,
    text: both("Personen worden in de sensor een getal.", "Persons become a number inside the sensor."),
    smallestCellS: 60,
    noise: named("none", "geen", "none"),
    epsilon: null,
    explanation: "",
  },
  retention: [
    {
      layer: named("observations", "Waarnemingen", "Observations"),
      period: "P400D",
      text: both("400 dagen nadat het zo was", "400 days after it was so"),
      reason: "Om een seizoen met het vorige te vergelijken.",
    },
    {
      layer: named("raw-payload", "Ruwe berichten", "Raw payloads"),
      period: null,
      text: both("niet bewaard", "not kept"),
      reason: "",
    },
  ],
  recipients: [
    {
      who: both("Iedereen", "Anybody"),
      layers: [named("estimates", "schattingen", "estimates")],
      until: null,
      reference: "",
      byAgreement: false,
    },
    {
      who: both("Politie Haaglanden", "Police The Hague region"),
      layers: [named("observations", "waarnemingen", "observations")],
      until: "2027-01-01T00:00:00Z",
      reference: "Convenant 2026-14",
      byAgreement: true,
    },
  ],
  assessments: [
    {
      kind: named("dpia", "Gegevensbeschermingseffectbeoordeling (DPIA)", "DPIA"),
      reference: "DPIA 2026-03",
      decidedOn: "2026-01-12",
      validUntil: null,
      place: "",
    },
  ],
  usedBy: [],
  transfers: both("Gaat niet buiten Europa", "Does not leave Europe"),
  contact: "privacy@denhaag.example",
  oversight: named("privacy-officer", "Privacyfunctionaris", "Privacy officer"),
  validFrom: "2026-01-01",
  reviewBy: "2027-12-31",
  standing: ACTIVE,
  sensors: ["north", "south"],
  registerEntries: { algorithm: "https://algoritmes.overheid.nl/nl/algoritme/1" },
};

const CAMERA: Activity = {
  ...COUNTING,
  id: "camera-151c",
  version: 1,
  uri: "https://baken.denhaag.example/processing-activities/camera-151c/1",
  link: "/api/v1/processing-activities/camera-151c",
  name: both("Camera voor de openbare orde", "Camera for public order"),
  description: both(
    "Een camera op een mast telt mensen op het plein. Het beeld verlaat de camera niet.",
    "A camera on a mast counts people in the square. The picture does not leave the camera.",
  ),
  kind: named("public-order-camera", "Cameratoezicht (151c)", "Public-order camera (151c)"),
  purpose: named("public-order", "Openbare orde", "Public order"),
  legalBasis: { ...COUNTING.legalBasis, law: "Gemeentewet art. 151c" },
  personalData: {
    any: true,
    kinds: [named("image-in-sensor", "Beeld in de sensor", "Image inside the sensor")],
    because: "Het beeld wordt in de camera een getal en wordt daarna weggegooid.",
  },
  minimisation: {
    ...COUNTING.minimisation,
    k: 10,
    text: both(
      "Aantallen onder de 10 worden niet getoond; personen worden in de sensor een getal.",
      "Counts below 10 are not shown; persons become a number inside the sensor.",
    ),
  },
  standing: WITHDRAWN,
  sensors: ["mast"],
  registerEntries: {},
};

function sensor(
  id: string,
  name: string,
  nl: string,
  en: string,
  lon: number,
  over: Partial<Sensor>,
): Sensor {
  return {
    id,
    name,
    activity: "counting",
    observes: both("aantal voetgangers dat voorbijkomt", "number of pedestrians that pass"),
    observedProperty: "pedestrian_count",
    unit: "{person}",
    place: {
      text: both(nl, en),
      lon,
      lat: -36.8482,
      precision: "sensor",
      geometry: null,
      areaId: null,
      gateId: null,
    },
    owner: "Gemeente Den Haag",
    interval: both("elk uur", "every hour"),
    standing: ACTIVE,
    datastream: "/sta/v1.1/Datastreams(1)",
    distanceM: null,
    ...over,
  };
}

export const HERE: Here = {
  city: { id: "scheveningen", name: "Scheveningen", simulated: false },
  issuedAt: "2026-11-21T05:30:00Z",
  at: null,
  controller: CITY,
  objecting: {
    text: both(
      "Bent u het niet eens met wat hier wordt gemeten, of denkt u dat het over u gaat? Schrijf ons; u krijgt binnen een maand antwoord. U kunt ook een klacht indienen bij de toezichthouder.",
      "Do you disagree with what is measured here, or do you think that it is about you? Write to us; you get an answer within a month. You can also complain to the supervisory authority.",
    ),
    contact: "privacy@denhaag.example",
    dataProtectionOfficer: "fg@denhaag.example",
    authority: { name: "Autoriteit Persoonsgegevens", url: "https://www.autoriteitpersoonsgegevens.nl/" },
  },
  sensors: [
    sensor("north", "Teller boulevard noord", "Café Noord, boulevard", "Café North, promenade", 174.7652, {}),
    sensor(
      "south",
      "Teller boulevard zuid",
      "Boulevard bij het Zuiderstrand",
      "Promenade, south",
      174.768,
      {},
    ),
    sensor("mast", "Camera plein", "Gevers Deynootplein", "Gevers Deynootplein", 174.763, {
      activity: "camera-151c",
      observes: both("aantal mensen op het plein", "number of people in the square"),
      standing: WITHDRAWN,
    }),
    sensor("loose", "Losse teller", "Pier", "Pier", 174.7605, { activity: null, standing: LOOSE }),
  ],
  activities: [COUNTING, CAMERA],
};
