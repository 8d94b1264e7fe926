import * as fc from "fast-check";
import { validateAllowedClients } from "../../../lib/coredns/allowed-clients";
import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { corefileOf, Line, parseLines, renderLines } from "../../../lib/coredns/corefile/grammar";
import { validateCorefile } from "../../../lib/coredns/corefile/validation";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { COREFILE, ZONE } from "../support";

const problems = (options: Partial<CorefileOptions>) =>
  validateCorefile({ ...COREFILE, ...options }).map(({ code, message }) => `${code}: ${message}`);
const linesOf = (options: Partial<CorefileOptions>) =>
  corefile({ ...COREFILE, ...options })
    .split("\n")
    .map((line) => line.trim());

describe("corefile", () => {
  test("serves its zones only, to the allowed sources only", () => {
    expect(corefile({ ...COREFILE, clusterLocal: true, allowFrom: ["10.10.0.0/16", "fd00::/64"] })).toBe(
      `dev.k8s.example.internal:5353 cluster.local:5353 {
    errors
    bufsize 1232
    health :8080 {
        lameduck 25s
    }
    ready :8181
    prometheus :9153
    acl {
        allow net 10.10.0.0/16
        allow net fd00::/64
        block
    }
    cache 10
    kubernetes {
        pods disabled
        endpoint_pod_names
        ttl 5
    }
    loadbalance
}
`,
    );
  });

  test("renders filters only when they are set", () => {
    const serviceLabels = [LabelSelector.oneOf("app", "a", "b"), LabelSelector.absent("internal")];
    const lines = linesOf({ namespaces: ["shop", "blog"], serviceLabels, ttlSeconds: 30 });
    expect(lines).toEqual(
      expect.arrayContaining(["namespaces shop blog", "labels app in (a, b), !internal", "ttl 30", "cache 30"]),
    );
    expect(linesOf({}).filter((line) => /^(namespaces|labels|forward|reload|fallthrough)/.test(line))).toEqual([]);
  });

  test("renders the cache duration without a unit and the lame-duck duration with one", () => {
    expect(linesOf({ ttlSeconds: 5 })).toEqual(expect.arrayContaining(["cache 10", "lameduck 25s"]));
  });

  test("forwards only the listed zones, each in its own block with the same sources", () => {
    expect(linesOf({}).some((line) => line.startsWith("forward"))).toBe(false);
    const forward = [{ zone: "corp.example.internal", nameServers: ["10.0.0.2", "fd00::2"] }];
    const [, block] = parseLines(corefile({ ...COREFILE, forward }));
    expect(block.words).toEqual(["corp.example.internal:5353"]);
    expect(block.block!.map(({ words }) => words.join(" "))).toEqual([
      "errors",
      "bufsize 1232",
      "prometheus :9153",
      "acl",
      "cache 10",
      "forward . 10.0.0.2 fd00::2",
    ]);
    expect(block.block![3].block!.at(-1)!.words).toEqual(["block"]);
  });
});

describe("corefileOf", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9.,:;=!()_/-]{1,12}$/).filter((text) => text !== "import");
  const { line } = fc.letrec<{ line: Line }>((tie) => ({
    line: fc.record(
      { words: fc.array(word, { minLength: 1, maxLength: 4 }), block: fc.array(tie("line"), { maxLength: 3 }) },
      { requiredKeys: ["words"] },
    ),
  }));
  const tree = fc.array(line, { maxLength: 4 });

  test("returns a text that parses back to the same tree", () => {
    fc.assert(fc.property(tree, (lines) => expect(parseLines(corefileOf(lines))).toEqual(lines)));
  });

  test("fails when CoreDNS would not read a text as exactly one word", () => {
    const evil = fc
      .tuple(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), word)
      .map((parts) => parts.join(""))
      .filter((text) => text === "" || /[^A-Za-z0-9.,:;=!()_/-]/.test(text));
    fc.assert(
      fc.property(evil, (text) => {
        expect(() => corefileOf([{ words: ["a:53"], block: [{ words: ["namespaces", text] }] }])).toThrow();
      }),
    );
  });

  test.each(["}", "{", "shop }", "shop\n}", "", 'shop "}"', "{$EVIL}", "{%EVIL%}", "a\u2028b", "a#b"])(
    "fails when a word is %j",
    (text) => {
      expect(() => corefileOf([{ words: ["a:53"], block: [{ words: [text] }] }])).toThrow(/^The Corefile /);
    },
  );

  test.each([
    ["a {\n} }\n", "has a misplaced brace"],
    ["a {\n}\n}\n", 'has an unmatched "}"'],
    ["a {\n", 'lacks a closing "}"'],
    ["{\n}\n", "has a misplaced brace"],
    ["import /etc/hostname\n", "imports another file"],
  ])("fails to parse %j, which %s", (text, mistake) => {
    expect(() => parseLines(text)).toThrow(mistake);
  });

  test("renders braces where CoreDNS reads them as braces", () => {
    expect(renderLines([{ words: ["a"], block: [{ words: ["b"], block: [] }] }])).toBe("a {\n    b {\n    }\n}\n");
  });
});

describe("validateCorefile refuses a zone", () => {
  test.each([
    ["that is the root", "."],
    ["of one label", "internal"],
    ["with white space, which adds a second zone", "dev.example evil.example"],
    ["with a tab", "dev.example\tevil.example"],
    ["with a no-break space", "dev.example\u00a0evil.example"],
    ["with a line separator", "dev.example\u2028evil.example"],
    ["with a newline, which starts another block", "dev.example\nevil.example"],
    ["with a carriage return, which is dropped", "dev.example\revil"],
    ["with a zero-width space", "dev\u200b.example"],
    ["with NUL", "dev\0.example"],
    ["with a comma", "a.example,b.example"],
    ["with a semicolon", "a.example;b"],
    ["with a brace", "dev.example}"],
    ["with an open brace", "dev.example{"],
    ["with parentheses", "(dev.example)"],
    ["with a quote", 'dev."example'],
    ["with a backslash", "dev\\.example"],
    ["with a port", "dev.example:99"],
    ["with an environment variable", "{$EVIL}.example"],
    ["with an environment variable in Windows syntax", "x{%EVIL%}y.example"],
    ["with a comment, which drops the port", "dev.example#x"],
    ["with another protocol", "tls://dev.example"],
    ["that is a CIDR, which is served as reverse zones", "10.0.0.0/8"],
    ["that is an address", "10.0.0.1"],
    ["that is a reverse zone", "10.in-addr.arpa"],
    ["that is the reverse zone of IPv6", "ip6.arpa"],
    ["that is a wildcard", "*.dev.example"],
    ["with an underscore", "dev_1.example"],
    ["with a hyphen at the end of a label", "dev-.example"],
    ["with an empty label", "dev..example"],
    ["with a dot in front", ".dev.example"],
    ["in UTF-8", "dév.example"],
    ["with a label of 64 characters", `${"a".repeat(64)}.example`],
    ["that is too long for the names of Services", `${"a.".repeat(57)}example1`],
    ["that every cluster has", "cluster.local"],
    ["that is empty", ""],
  ])("%s", (_, zone) => {
    expect(problems({ zones: [zone] })).toEqual([expect.stringMatching(/^ClusterDnsZoneInvalid: zones: "/)]);
    expect(problems({ forward: [{ zone, nameServers: ["10.0.0.2"] }] })).toEqual([
      expect.stringMatching(/^ClusterDnsZoneInvalid: forward: "/),
    ]);
  });

  test.each([
    ["Dev.Example", 'Use "dev.example"'],
    ["dev.example.", 'Use "dev.example"'],
  ])("that is not in canonical form: %s", (zone, hint) => {
    expect(problems({ zones: [zone] })[0]).toContain(hint);
  });

  test("that is duplicated, and an empty list of zones", () => {
    expect(problems({ zones: [ZONE, ZONE] })[0]).toContain(`zones and forward: "${ZONE}" is listed more than once`);
    expect(problems({ forward: [{ zone: ZONE, nameServers: ["10.0.0.2"] }] })[0]).toContain("is listed more than once");
    expect(problems({ zones: [] })[0]).toContain("zones: the list is empty");
  });
});

describe("validateCorefile refuses", () => {
  test.each(["Shop", "shop.x", "shop blog", 'shop "}"', "shop#x", "shop\n}", "", "-a", "a".repeat(64)])(
    "the namespace %j",
    (namespace) => {
      expect(problems({ namespaces: [namespace] })[0]).toMatch(/^NamespaceInvalid: an entry of namespaces/);
    },
  );

  test.each([
    LabelSelector.oneOf("a", "b=c"),
    LabelSelector.oneOf("a b", "c"),
    LabelSelector.oneOf("a", ""),
    LabelSelector.oneOf("a"),
    LabelSelector.noneOf("a", "b, c"),
    LabelSelector.exists("a)"),
    LabelSelector.absent("!a"),
    LabelSelector.exists("x".repeat(64)),
  ])("an invalid label selector (case %#)", (selector) => {
    expect(problems({ serviceLabels: [selector] })[0]).toMatch(/^LabelSelectorInvalid: /);
  });

  test.each([0, 4, 3601, -1, 5.5, NaN, "5s" as unknown as number])("a TTL of %s seconds", (ttlSeconds) => {
    expect(problems({ ttlSeconds })[0]).toMatch(/^ClusterDnsOptionInvalid: ttlSeconds.* 5 to 3600/);
  });

  test.each([0, 99999, -1, 1.5])("the ready port %s", (ready) => {
    expect(problems({ ports: { ...COREFILE.ports, ready } })[0]).toContain(`readyPort: ${ready} is not a valid port`);
  });

  test.each([5353, 8080, 9153])("the ready port %i, which CoreDNS already uses", (ready) => {
    expect(problems({ ports: { ...COREFILE.ports, ready } })).toEqual([
      expect.stringMatching(/^ClusterDnsPortInvalid: readyPort: \d+ is already the \w+ port of CoreDNS/),
    ]);
  });

  test.each(["ns.example", "10.0.0.2:53", "10.0.0.2/32", "tls://10.0.0.2", "fe80::1%eth0", "10.0.0.2 10.0.0.3", ""])(
    "the name server %j",
    (address) => {
      expect(problems({ forward: [{ zone: "corp.example", nameServers: [address] }] })[0]).toMatch(
        /^ClusterDnsForwardInvalid: forward: the name server .* Use an address without a port/,
      );
    },
  );

  test("a forwarded zone without name servers or with more than 15", () => {
    for (const count of [0, 16]) {
      const nameServers = Array.from({ length: count }, (_, i) => `10.0.0.${i}`);
      expect(problems({ forward: [{ zone: "corp.example", nameServers }] })[0]).toContain(`has ${count} name servers`);
    }
  });
});

describe("validateCorefile", () => {
  test.each([5, 3600])("accepts a TTL of %i seconds", (ttlSeconds) => expect(problems({ ttlSeconds })).toEqual([]));

  test("accepts a zone of 121 characters", () => {
    expect(problems({ zones: [`${"a.".repeat(57)}example`] })).toEqual([]); // 121
    expect(problems({ zones: ["dev.k8s.example.internal", "1.example", `${"a".repeat(63)}.x`] })).toEqual([]);
  });
});

describe("validateAllowedClients", () => {
  const codes = (allowFrom: string[], openToAll?: string) =>
    validateAllowedClients(allowFrom, openToAll).map(({ code }) => code);

  test.each([[["10.0.0.5/8"]], [["::ffff:10.0.0.0/104"]], [["10.0.0.0/33"]], [["a,b"]], [["10.0.0.0/8 10.1.0.0/16"]]])(
    "refuses the CIDRs %j",
    (allowFrom) => expect(codes(allowFrom)).toEqual(["CidrInvalid"]),
  );

  test.each([[[]], [["0.0.0.0/0"]], [["::/0"]], [["0.0.0.0/1", "128.0.0.0/1"]]])(
    "refuses %j, which is empty or covers every source",
    (all) => {
      expect(codes(all)).toEqual(["ClusterDnsSourcesInvalid"]);
    },
  );

  test("accepts every source only with a valid reason, and a reason only for every source", () => {
    expect(codes(["0.0.0.0/0"], "a lab without secrets")).toEqual([]);
    expect(codes(["0.0.0.0/0"], " ")).toEqual(["ClusterDnsSourcesInvalid"]);
    expect(codes(["0.0.0.0/0"], "two\nlines")).toEqual(["ClusterDnsSourcesInvalid"]);
    expect(codes(["10.0.0.0/8"], "a lab without secrets")).toEqual(["ClusterDnsSourcesInvalid"]);
  });

  test("accepts IPv4 and IPv6", () => expect(codes(["10.0.0.0/8", "10.0.0.1", "fd00::/64"])).toEqual([]));
});
