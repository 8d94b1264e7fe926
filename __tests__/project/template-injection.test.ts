import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ref, Token } from "cdktf";
import fc from "fast-check";
import { Errors } from "../../lib/core/public-errors";
import { synthesize } from "../../lib/testing";
import { validationMessages } from "../support/stack";
import { Program, PROGRAMS, programOf } from "../support/text-sites";

/** Places of the public API that are not in a program, and why. */
const WITHOUT_TEXT: { [site: RegExp["source"]]: string } = {
  "^IValidationError[.]|^ValidationProblem[.]|^Graph[.]": "results",
  "^Fleet[.]trace |^NameTrace(Options|Hop)[.]|^HostnamePattern[.]matches ": "queries that create no resource",
  "^(IConnectedTunnel|IConnector|IDnsExposure|IRouteGuard|IServiceToken|IRunAppDns|ITunnel)[.]\\w+$":
    "interfaces that only the library implements",
};

const FRAGMENTS = [
  '${file("/etc/hostname")}',
  "${path.cwd}",
  "%{ if true }x%{ endif }",
  "%{if(true)}x%{endif}",
  '"',
  "\\",
  '"}) or any(x[*] in {"',
  "\n",
  "$",
  "%",
  "{",
  "a",
];
/** Everything at once, and text that passes most grammars. */
const FIXED: Placed[] = [
  { text: FRAGMENTS.join(""), place: "whole" },
  { text: "$${path.cwd}%{if(true)}x%{endif}", place: "middle" },
  { text: `\${path.cwd}%{if(true)}x%{endif}$${Token.asString(ref("var.later"))}`, place: "whole" },
];
/** These hold expressions of Gateway, in which quotes end a text. */
const EXPRESSIONS = ["traffic", "identity", "device_posture", "match"];
/** These are expressions themselves. */
const RAW = ["Traffic.raw expression", "IDeviceMatch.deviceMatch"];

const LIB = path.join(__dirname, "../../lib");

/** What the library writes for the token above: the reference, its check in expressions, and a "$" before it. */
const OF_TOKENS = /^\$\{(var[.]later|regex\("\^\[[^ ]*\]\+\$", var[.]later\)|"\$+")\}$/;

interface Placed {
  readonly text: string;
  readonly place: "whole" | "start" | "middle" | "end";
}

/** The sites of each program. A site that several programs have is tested in the first. */
const sites = new Map<string, Program>();
const baselines = new Map<Program, Synthesized>();

beforeAll(() => {
  for (const program of Object.keys(PROGRAMS) as Program[]) {
    const stack = programOf(program, (site, valid) => {
      if (!sites.has(site)) sites.set(site, program);
      return valid;
    });
    baselines.set(program, stringsOf(synthesize(stack)));
  }
});

jest.setTimeout(300_000);

test("every place of the public API that accepts text is in a program", () => {
  const known = [...sites.keys()];
  const isExempt = (site: string) => Object.keys(WITHOUT_TEXT).some((pattern) => new RegExp(pattern).test(site));
  expect(placesOfTheApi().filter((site) => !known.includes(site) && !isExempt(site))).toEqual([]);
  expect(known.filter((site) => !placesOfTheApi().includes(site))).toEqual([]);
});

test.each(FIXED)("no place of the public API turns text into a template: %#", (placed) => {
  for (const program of Object.keys(PROGRAMS) as Program[]) {
    const own = [...sites].filter(([, first]) => first === program).map(([site]) => site);
    const accepted = own.filter((site) => !isRefused(program, { [site]: placed }));
    const distinct = accepted.map((site, i) => [site, { ...placed, text: `${placed.text}z${i}` }] as const);
    const raw = distinct.filter(([site]) => RAW.includes(site));
    const others = distinct.filter(([site]) => !RAW.includes(site));
    for (const texts of [...raw.map((each) => [each]), others]) {
      expect(mistakesOf(program, Object.fromEntries(texts))).toEqual([]);
    }
  }
});

test("no random text becomes a template", () => {
  const text = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
  const place = fc.constantFrom("whole", "start", "middle", "end");
  fc.assert(
    fc.property(
      fc.constantFrom(...sites.keys()),
      fc.record({ text, place }) as fc.Arbitrary<Placed>,
      (site, placed) => {
        const [program, texts] = [sites.get(site)!, { [site]: placed }];
        expect(isRefused(program, texts) ? [] : mistakesOf(program, texts)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test("create makes every L1 construct, and lazyLiterals every Lazy value", () => {
  const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.d)\.ts$/.test(file));
  const direct = files.flatMap((file) => {
    const source = readFileSync(path.join(LIB, file), "utf8");
    const imports = [...source.matchAll(/import \{([^}]*)\} from "@cdktf\/provider-/g)].map(([, names]) => names);
    const peers = [...source.matchAll(/const \{([^}]*)\} = loadPeer/g)].map(([, names]) => names);
    const names = [...imports, ...peers].flatMap((list) =>
      list.split(",").map((name) => name.split(":").pop()!.trim()),
    );
    const made = [...source.matchAll(/new (\w+)\(/g)].filter(([, name]) => names.includes(name));
    const lazy = file === path.join("core", "terraform", "literals.ts") ? [] : source.match(/\bLazy\.\w+\(/g);
    return [...made.map(([text]) => text), ...(lazy ?? [])].map((text) => `${file}: ${text}`);
  });
  expect(direct).toEqual([]);
});

type Texts = { readonly [site: string]: Placed };

function build(program: Program, texts: Texts) {
  return programOf(program, (site, valid) => (texts[site] === undefined ? valid : put(valid, texts[site])));
}

/** Whether the library refuses the text. It takes less time than a synthesis. */
function isRefused(program: Program, texts: Texts): boolean {
  try {
    return validationMessages(build(program, texts)).length > 0;
  } catch (error) {
    if (Errors.isValidationError(error) || Object.keys(texts).some((site) => isRefusedByCdktf(site, error))) {
      return true;
    }
    throw error;
  }
}

/** The mistakes in the synthesized JSON if sites have hostile texts. */
function mistakesOf(program: Program, texts: Texts): string[] {
  const synthesized = stringsOf(synthesize(build(program, texts)));
  const valid = new Set(baselines.get(program)!.strings.map(({ value }) => value));
  const allowed = new Set([...valid].flatMap(templatesOf));
  const ending = Object.entries(texts).filter(([site, { text }]) => !RAW.includes(site) && /["\\]/.test(text));
  return synthesized.strings.flatMap(({ name, value }) => [
    ...templatesOf(value)
      .filter((template) => !allowed.has(template) && !synthesized.isReference(template) && !OF_TOKENS.test(template))
      .map((template) => `${name} has the template ${template}`),
    ...ending
      // An expression that the text did not change has quotes of its own.
      .filter(([, { text }]) => EXPRESSIONS.includes(name) && !valid.has(value) && unescaped(value).includes(text))
      .map(([site]) => `${name} has the quotes of ${site}`),
  ]);
}

function put(valid: string, { text, place }: Placed): string {
  const middle = Math.floor(valid.length / 2);
  const at = { whole: 0, start: 0, middle, end: valid.length }[place];
  return place === "whole" ? text : valid.slice(0, at) + text + valid.slice(at);
}

/** CDKTF refuses some construct ids. */
function isRefusedByCdktf(site: string, error: unknown): boolean {
  return / (id|hostname|environment)$/.test(site) && /construct|node ID/i.test(String(error));
}

interface Synthesized {
  readonly strings: { readonly name: string; readonly value: string }[];
  /** Whether a template is a plain reference to an object of the same JSON. */
  isReference(template: string): boolean;
}

/** The strings of the JSON and the names of its objects, without comments, which Terraform ignores. */
function stringsOf(json: any): Synthesized {
  const strings: { name: string; value: string }[] = [];
  const visit = (name: string, value: unknown): void => {
    if (typeof value === "string") strings.push({ name, value });
    if (typeof value !== "object" || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key === "//") continue;
      strings.push({ name, value: key });
      visit(Array.isArray(value) ? name : key, each);
    }
  };
  visit("", json);
  const blocks = [json.resource ?? {}, ...[json.data ?? {}].map((data) => prefixed("data.", data))];
  const addresses = blocks.flatMap((block) =>
    Object.entries<any>(block).flatMap(([type, bodies]) => Object.keys(bodies).map((name) => `${type}.${name}`)),
  );
  return {
    strings,
    isReference: (template) =>
      addresses.some(
        (address) => template.startsWith(`\${${address}.`) && /^\$\{[\w.-]+(\[0\][.\w]+)?\}$/.test(template),
      ),
  };
}

function prefixed(prefix: string, block: object): object {
  return Object.fromEntries(Object.entries(block).map(([type, bodies]) => [prefix + type, bodies]));
}

/** What Terraform evaluates in a string, up to the first brace. */
function templatesOf(value: string): string[] {
  return value.replace(/([$%])\1\{/g, "").match(/[$%]\{[^}]*\}?/g) ?? [];
}

function unescaped(value: string): string {
  return value.replace(/([$%])\1\{/g, "$1{");
}

/** The properties of interfaces and the parameters of classes that accept text, from the API reports. */
function placesOfTheApi(): string[] {
  return ["index", "kubernetes", "cloud-run", "coredns", "testing"].flatMap((report) => {
    const text = readFileSync(path.join(__dirname, `../../etc/${report}.api.md`), "utf8");
    const declarations = [...text.matchAll(/^export (?:abstract )?(interface|class) (\w+)[^{]*\{\n([^]*?)^\}/gm)];
    return declarations.flatMap(([, kind, owner, body]) => {
      const methods = [...body.matchAll(/^ {4}(?:static )?(\w+)\((.*)\)(?:: .*)?;$/gm)].flatMap(([, method, list]) =>
        [...list.matchAll(/(\w+)\??: string(?: \| \w+)?(?:\[\])?(?=,|$)/g)].map(
          ([, name]) => `${owner}.${method} ${name}`,
        ),
      );
      if (kind === "class") return methods;
      const properties = body.matchAll(
        /^ {4}readonly (\w+)\??: (?:\(?string\b.*|\{\n *\[\w+: string\]: string;\n *\});$/gm,
      );
      return [...methods, ...[...properties].map(([, name]) => `${owner}.${name}`)];
    });
  });
}
