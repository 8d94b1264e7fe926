/** @internal Whether the value is an expression that only Terraform can evaluate. */
export function isExpression(value: string): boolean {
  return /(^|[^$])\$\{/.test(value);
}
