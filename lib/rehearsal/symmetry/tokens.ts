import { isValues } from "../../core/terraform/values";

/**
 * Returns the names in a value, in lower and upper case as written: whole texts such as hostnames, and for references
 * the address that they begin with. Comments of cdktf are ignored.
 *
 * @internal
 */
export function tokensIn(value: unknown): Set<string> {
  const found = new Set<string>();
  addTokens(value, found);
  return found;
}

function addTokens(value: unknown, found: Set<string>): void {
  if (typeof value === "string") {
    for (const [name] of value.matchAll(NAME)) {
      found.add(name);
      const address = ADDRESS.exec(name)?.[0];
      if (address !== undefined) found.add(address);
    }
  } else if (Array.isArray(value)) {
    for (const each of value) addTokens(each, found);
  } else if (isValues(value)) {
    for (const [key, each] of Object.entries(value)) {
      if (key === "//") continue;
      addTokens(key, found);
      addTokens(each, found);
    }
  }
}

const NAME = /[\w*-]+(?:\.[\w*-]+)+/g;
const ADDRESS = /^[a-z]\w*\.[\w-]+/;
