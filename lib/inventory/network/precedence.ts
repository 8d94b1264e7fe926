import type { Values } from "../terraform/values";

/** @internal Undefined where Terraform or Cloudflare decides it. */
export function precedenceOf({ precedence }: Values): number | undefined {
  const number = Number(precedence ?? NaN);
  return Number.isNaN(number) ? undefined : number;
}

/** @internal The lowest first; those without one last and as they are written, as Cloudflare appends them. */
export function byPrecedence(a: { readonly precedence?: number }, b: { readonly precedence?: number }): number {
  if (a.precedence === b.precedence) return 0;
  return (a.precedence ?? Infinity) - (b.precedence ?? Infinity);
}
