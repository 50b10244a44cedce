// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { saying } from "../i18n/language";
import { en } from "../i18n/room.en";
import { nl } from "../i18n/room.nl";

/** The words of the crowd room: warnings, responses, the log book. */
export const useWords = saying({ nl, en });
