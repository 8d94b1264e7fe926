import { isValues, Values } from "./values";

/** @internal The containers that run cloudflared, wherever an object has them: in Kubernetes, on Cloud Run or elsewhere. */
export function cloudflaredIn(value: unknown): Values[] {
  if (Array.isArray(value)) return value.flatMap(cloudflaredIn);
  if (!isValues(value)) return [];
  const { image } = value;
  if (typeof image === "string" && /(^|\/)cloudflared([@:]|$)/.test(image)) return [value];
  return Object.values(value).flatMap(cloudflaredIn);
}
