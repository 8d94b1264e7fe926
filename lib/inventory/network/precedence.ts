import type { Values } from "../../core/terraform/values";

/** @internal The precedence of an object. Undefined if Terraform or Cloudflare sets it. */
export function precedenceOf({ precedence }: Values): number | undefined {
  const number = Number(precedence ?? NaN);
  return Number.isNaN(number) ? undefined : number;
}

/** @internal Sorts the lowest precedence first. Objects without one are last, and keep their order. */
export function byPrecedence(a: { readonly precedence?: number }, b: { readonly precedence?: number }): number {
  if (a.precedence === b.precedence) return 0;
  return (a.precedence ?? Infinity) - (b.precedence ?? Infinity);
}
