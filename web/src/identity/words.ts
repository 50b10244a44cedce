// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { en } from "../i18n/identity.en";
import { nl } from "../i18n/identity.nl";
import { saying } from "../i18n/language";

/** The words of signing in. */
export const useWords = saying({ nl, en });
