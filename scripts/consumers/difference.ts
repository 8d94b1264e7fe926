/** The synthesized JSON by the path of the file. */
export interface Synthesized {
  readonly [file: string]: any;
}

/** The differences of two outputs, apart from what depends on the CDK and its bindings. */
export function differences(expected: Synthesized, actual: Synthesized): string[] {
  const files = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return files.flatMap((file) => difference(comparable(expected[file]), comparable(actual[file]), file));
}

/** Without the versions of the CDK and of providers, and without their sources, which name the same providers. */
function comparable(stack: any): unknown {
  if (stack === undefined) return undefined;
  const { "//": { metadata: { version: _, ...metadata } = {} as any, ...comments } = {} as any, ...rest } = stack;
  const { required_providers: providers = {}, ...terraform } = rest.terraform ?? {};
  const sources = Object.entries<any>(providers).map(([name, { version: _version, source, ...others }]) => [
    name,
    { ...others, source: String(source).replace(/^hashicorp\//, "") },
  ]);
  return {
    ...rest,
    "//": { ...comments, metadata },
    terraform: { ...terraform, required_providers: Object.fromEntries(sources) },
  };
}

/** The first difference: its path and both values. */
function difference(expected: unknown, actual: unknown, at: string): string[] {
  if (isContainer(expected) && isContainer(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
    return keys.flatMap((key) => difference(expected[key], actual[key], `${at} ${key}`)).slice(0, 1);
  }
  if (Object.is(expected, actual)) return [];
  return [`${at}: ${JSON.stringify(actual)?.slice(0, 200)} in place of ${JSON.stringify(expected)?.slice(0, 200)}`];
}

function isContainer(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}
