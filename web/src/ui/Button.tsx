// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ComponentProps } from "react";
import styles from "./Button.module.css";

type Look = "plain" | "primary" | "square" | "small";

export function Button({
  look = "plain",
  className = "",
  ...rest
}: ComponentProps<"button"> & { look?: Look }) {
  const extra = look === "plain" ? "" : styles[look];
  return <button type="button" className={`${styles.button} ${extra} ${className}`} {...rest} />;
}
