import { terraformCommand } from "../../core/terraform/binary";
import { blockOf, wholeAddress } from "../address";

/** @internal The text is not the apply graph of a plan. */
export class GraphTextError extends Error {
  /** Creates the error from one or two sentences. */
  public constructor(message: string) {
    super(message);
    this.name = "GraphTextError";
  }
}

/** @internal A node of the apply graph. */
export interface GraphNode {
  /** The name as Terraform prints it, without "[root] ". */
  readonly name: string;
  /**
   * - instance: creates, updates or reads an instance. It can also be an instance without a change.
   * - delete, forget: removes an object, or removes it from the state only.
   * - block: evaluates a block of the configuration. It changes nothing.
   * - other: a value, a module, a provider, a check.
   */
  readonly kind: "instance" | "delete" | "forget" | "block" | "other";
  /** The address of the instance, or of the block. Undefined for other nodes. */
  readonly address?: string;
  /** The address of the block. Undefined for other nodes. */
  readonly block?: string;
  /** The key of a deposed object. It is random for the old object of a planned replacement. */
  readonly deposed?: string;
  /** Whether the block is a data source. */
  readonly isData: boolean;
}

/** @internal The graph that an apply of a plan walks. An edge means that the first node waits for the second one. */
export interface ApplyGraph {
  readonly nodes: readonly GraphNode[];
  /** The nodes that a node waits for directly. */
  readonly successors: readonly (readonly number[])[];
  /** The position of a node by its name. */
  readonly positions: ReadonlyMap<string, number>;
}

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const EDGE = new RegExp(String.raw`^\s*${QUOTED}\s*->\s*${QUOTED}\s*;?\s*$`);
const DECLARATION = new RegExp(String.raw`^\s*${QUOTED}\s*\[.*\]\s*;?\s*$`);
const FRAME = /^\s*(?:(?:compound|newrank)\s*=\s*"true"|subgraph\s+"root"\s*\{|\})?\s*$/;
const PREFIX = "[root] ";
const advice = () => `Use the output of "${terraformCommand()} graph -plan=FILE".`;

/**
 * Parses what `terraform graph -plan=FILE` prints.
 *
 * @throws GraphTextError if the text is anything else, such as the graph of a configuration
 * @internal
 */
export function parseApplyGraph(text: string): ApplyGraph {
  const lines = text.trimEnd().split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  const last = lines.length - 1;
  if (first < 0) throw new GraphTextError(`The graph is empty. ${advice()}`);
  if (!/^\s*digraph\s*\{\s*$/.test(lines[first])) {
    throw new GraphTextError(`Line ${first + 1} of the graph is not "digraph {". ${advice()}`);
  }
  if (lines[last].trim() !== "}" || last === first) throw new GraphTextError(`The graph is cut off. ${advice()}`);
  const builder = new GraphBuilder();
  for (let i = first + 1; i < last; i++) {
    const [, from, to] = EDGE.exec(lines[i]) ?? [];
    const [, name] = from === undefined ? (DECLARATION.exec(lines[i]) ?? []) : [];
    if (from !== undefined) {
      builder.connect(nameIn(from, i), nameIn(to, i));
    } else if (name !== undefined) {
      builder.add(nameIn(name, i));
    } else if (!FRAME.test(lines[i])) {
      throw new GraphTextError(
        `Line ${i + 1} of the graph is neither a node nor an edge: ${lines[i].trim()}. ${advice()}`,
      );
    }
  }
  return builder;
}

class GraphBuilder implements ApplyGraph {
  public readonly nodes: GraphNode[] = [];
  public readonly successors: number[][] = [];
  public readonly positions = new Map<string, number>();

  public connect(from: string, to: string): void {
    this.successors[this.add(from)].push(this.add(to));
  }

  public add(name: string): number {
    const known = this.positions.get(name);
    if (known !== undefined) return known;
    const position = this.nodes.length;
    this.positions.set(name, position);
    this.nodes.push(nodeOf(name));
    this.successors.push([]);
    return position;
  }
}

function nameIn(quoted: string, line: number): string {
  const name = unquote(quoted);
  if (!name.startsWith(PREFIX)) {
    throw new GraphTextError(`Line ${line + 1} of the graph has a node without "[root]": ${name}. ${advice()}`);
  }
  return name.slice(PREFIX.length);
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs;
const SINGLE: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Reverses strconv.Quote of Go. */
function unquote(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, byte, short, long, octal, letter: string | undefined) => {
    if (letter !== undefined) return SINGLE[letter] ?? letter;
    const code = octal === undefined ? parseInt(byte ?? short ?? long, 16) : parseInt(octal, 8);
    return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  });
}

const SUFFIX = /^(.*) \((?:(expand)|(destroy|forget)(?: deposed (\S+))?)\)$/s;

function nodeOf(name: string): GraphNode {
  const [, prefix = name, expand, removal, deposed] = SUFFIX.exec(name) ?? [];
  const address = wholeAddress(prefix);
  if (address === undefined) return { name, kind: "other", isData: false };
  return {
    name,
    kind: expand !== undefined ? "block" : removal === "destroy" ? "delete" : ((removal as "forget") ?? "instance"),
    address: prefix,
    block: blockOf(address),
    ...(deposed !== undefined && { deposed }),
    isData: address.resource.startsWith("data."),
  };
}
