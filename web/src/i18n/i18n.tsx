// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { en } from "./en";
import { saying } from "./language";
import { nl } from "./nl";

/** The words (`t`) of the operator screen, and the forms of numbers and times (`f`), in the reader's language. */
export const useWords = saying({ nl, en });
