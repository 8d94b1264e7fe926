import { isBlock } from "./literals";

/**
 * Makes an L1 construct render only the attributes that are set. CDKTF resolves the name of every attribute each time
 * it renders the construct, whether it is set or not, and most attributes of an application are not.
 *
 * @internal
 */
export function renderSetAttributes<T>(l1: T): T {
  const { synthesizeAttributes } = l1 as { synthesizeAttributes?: () => object };
  if (synthesizeAttributes === undefined) return l1;
  return Object.assign(l1 as object, { synthesizeAttributes: () => withoutUnset(synthesizeAttributes.call(l1)) }) as T;
}

/** A copy of a value without what is undefined in it. Items of lists stay. */
function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnset);
  if (!isBlock(value)) return value;
  const result: { [name: string]: unknown } = {};
  for (const [name, each] of Object.entries(value)) if (each !== undefined) result[name] = withoutUnset(each);
  return result;
}
