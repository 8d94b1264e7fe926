import * as fc from "fast-check";
import { validateAllowedClients } from "../../../lib/coredns/allowed-clients";
import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { corefileOf, Line, parseLines, renderLines } from "../../../lib/coredns/corefile/grammar";
import { validateCorefile } from "../../../lib/coredns/corefile/validation";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { MEANT, ZONE } from "../support";

const problems = (options: Partial<CorefileOptions>) =>
  validateCorefile({ ...MEANT, ...options }).map(({ code, message }) => `${code}: ${message}`);
const linesOf = (options: Partial<CorefileOptions>) =>
  corefile({ ...MEANT, ...options })
    .split("\n")
    .map((line) => line.trim());

describe("a Corefile", () => {
  test("knows its zones and nothing else", () => {
    expect(corefile({ ...MEANT, clusterLocal: true, allowFrom: ["10.10.0.0/16", "fd00::/64"] })).toBe(
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

  test("says what is asked for, and nothing where nothing is", () => {
    const serviceLabels = [LabelSelector.oneOf("app", "a", "b"), LabelSelector.absent("internal")];
    const lines = linesOf({ namespaces: ["shop", "blog"], serviceLabels, ttlSeconds: 30 });
    expect(lines).toEqual(
      expect.arrayContaining(["namespaces shop blog", "labels app in (a, b), !internal", "ttl 30", "cache 30"]),
    );
    expect(linesOf({}).filter((line) => /^(namespaces|labels|forward|reload|fallthrough)/.test(line))).toEqual([]);
  });

  test("caches in whole seconds without a unit, and waits with one", () => {
    expect(linesOf({ ttlSeconds: 5 })).toEqual(expect.arrayContaining(["cache 10", "lameduck 25s"]));
  });

  test("never recurses: only a zone that is named is forwarded, in a block of its own behind the same sources", () => {
    expect(linesOf({}).some((line) => line.startsWith("forward"))).toBe(false);
    const forward = [{ zone: "corp.example.internal", nameServers: ["10.0.0.2", "fd00::2"] }];
    const [, block] = parseLines(corefile({ ...MEANT, forward }));
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

describe("the self-check", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9.,:;=!()_/-]{1,12}$/).filter((text) => text !== "import");
  const { line } = fc.letrec<{ line: Line }>((tie) => ({
    line: fc.record(
      { words: fc.array(word, { minLength: 1, maxLength: 4 }), block: fc.array(tie("line"), { maxLength: 3 }) },
      { requiredKeys: ["words"] },
    ),
  }));
  const tree = fc.array(line, { maxLength: 4 });

  test("takes what reads back as it was meant", () => {
    fc.assert(fc.property(tree, (lines) => expect(parseLines(corefileOf(lines))).toEqual(lines)));
  });

  test("finds a word that CoreDNS would read as none, or as more than one", () => {
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
    "finds %j",
    (text) => {
      expect(() => corefileOf([{ words: ["a:53"], block: [{ words: [text] }] }])).toThrow(/^the Corefile /);
    },
  );

  test.each([
    ["a {\n} }\n", "out of place"],
    ["a {\n}\n}\n", '"}" too many'],
    ["a {\n", 'lacks a "}"'],
    ["{\n}\n", "out of place"],
    ["import /etc/hostname\n", "imports another file"],
  ])("does not read %j", (text, mistake) => {
    expect(() => parseLines(text)).toThrow(mistake);
  });

  test("renders braces where CoreDNS reads them as braces", () => {
    expect(renderLines([{ words: ["a"], block: [{ words: ["b"], block: [] }] }])).toBe("a {\n    b {\n    }\n}\n");
  });
});

describe("refuses a zone", () => {
  test.each([
    ["that is everything", "."],
    ["of one label", "internal"],
    ["with white space, which makes two", "dev.example evil.example"],
    ["with a tab", "dev.example\tevil.example"],
    ["with a no-break space", "dev.example\u00a0evil.example"],
    ["with a line separator", "dev.example\u2028evil.example"],
    ["with a newline, which opens another block", "dev.example\nevil.example"],
    ["with a carriage return, which is dropped", "dev.example\revil"],
    ["with a zero-width space", "dev\u200b.example"],
    ["with NUL", "dev\0.example"],
    ["with a comma, which is one nonsense name", "a.example,b.example"],
    ["with a semicolon", "a.example;b"],
    ["with a brace", "dev.example}"],
    ["with an open brace", "dev.example{"],
    ["with parentheses", "(dev.example)"],
    ["with a quote", 'dev."example'],
    ["with a backslash", "dev\\.example"],
    ["with a port", "dev.example:99"],
    ["from the environment", "{$EVIL}.example"],
    ["from the environment, the other way", "x{%EVIL%}y.example"],
    ["with a comment, which drops the port", "dev.example#x"],
    ["with another protocol", "tls://dev.example"],
    ["that is a range, which becomes reverse zones", "10.0.0.0/8"],
    ["that is an address", "10.0.0.1"],
    ["of reverse names", "10.in-addr.arpa"],
    ["of reverse names of IPv6", "ip6.arpa"],
    ["that is a wildcard", "*.dev.example"],
    ["with an underscore", "dev_1.example"],
    ["with a hyphen at the end of a label", "dev-.example"],
    ["with an empty label", "dev..example"],
    ["with a dot in front", ".dev.example"],
    ["in UTF-8", "dév.example"],
    ["with a label of 64", `${"a".repeat(64)}.example`],
    ["too long for its Services' names", `${"a.".repeat(57)}example1`],
    ["that every cluster has", "cluster.local"],
    ["that is no name", ""],
  ])("%s", (_, zone) => {
    expect(problems({ zones: [zone] })).toEqual([expect.stringMatching(/^ClusterDnsZoneInvalid: a zone is "/)]);
    expect(problems({ forward: [{ zone, nameServers: ["10.0.0.2"] }] })).toEqual([
      expect.stringMatching(/^ClusterDnsZoneInvalid: a forwarded zone is "/),
    ]);
  });

  test.each([
    ["Dev.Example", 'write "dev.example"'],
    ["dev.example.", 'write "dev.example"'],
  ])("that is not as names are compared: %s", (zone, hint) => {
    expect(problems({ zones: [zone] })[0]).toContain(hint);
  });

  test("that is there twice, or nowhere", () => {
    expect(problems({ zones: [ZONE, ZONE] })[0]).toContain(`to serve "${ZONE}" twice`);
    expect(problems({ forward: [{ zone: ZONE, nameServers: ["10.0.0.2"] }] })[0]).toContain("twice");
    expect(problems({ zones: [] })[0]).toContain("zones is empty");
  });

  test("but takes one that is as long as it can be", () => {
    expect(problems({ zones: [`${"a.".repeat(57)}example`] })).toEqual([]); // 121
    expect(problems({ zones: ["dev.k8s.example.internal", "1.example", `${"a".repeat(63)}.x`] })).toEqual([]);
  });
});

describe("refuses", () => {
  test.each(["Shop", "shop.x", "shop blog", 'shop "}"', "shop#x", "shop\n}", "", "-a", "a".repeat(64)])(
    "the namespace %j",
    (namespace) => {
      expect(problems({ namespaces: [namespace] })[0]).toMatch(/^NamespaceInvalid: an entry of namespaces is /);
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
  ])("a label selector that Kubernetes would not take (%#)", (selector) => {
    expect(problems({ serviceLabels: [selector] })[0]).toMatch(/^LabelSelectorInvalid: /);
  });

  test.each([0, 4, 3601, -1, 5.5, NaN, "5s" as unknown as number])("answers that live %s seconds", (ttlSeconds) => {
    expect(problems({ ttlSeconds })[0]).toMatch(/^ClusterDnsOptionInvalid: ttlSeconds is .* from 5 to 3600/);
  });

  test.each([5, 3600])("but not %i", (ttlSeconds) => expect(problems({ ttlSeconds })).toEqual([]));

  test.each([0, 99999, -1, 1.5])("the port %s", (ready) => {
    expect(problems({ ports: { ...MEANT.ports, ready } })[0]).toContain(`the ready port is ${ready}; expected 1`);
  });

  test.each([5353, 8080, 9153])("a ready port that clashes: %i", (ready) => {
    expect(problems({ ports: { ...MEANT.ports, ready } })).toEqual([
      expect.stringMatching(/^ClusterDnsPortInvalid: the \w+ port is \d+, where \w+ listens already/),
    ]);
  });

  test.each(["ns.example", "10.0.0.2:53", "10.0.0.2/32", "tls://10.0.0.2", "fe80::1%eth0", "10.0.0.2 10.0.0.3", ""])(
    "the name server %j",
    (address) => {
      expect(problems({ forward: [{ zone: "corp.example", nameServers: [address] }] })[0]).toMatch(
        /^ClusterDnsForwardInvalid: .* expected an address without a port/,
      );
    },
  );

  test("no name server, and more than 15", () => {
    for (const count of [0, 16]) {
      const nameServers = Array.from({ length: count }, (_, i) => `10.0.0.${i}`);
      expect(problems({ forward: [{ zone: "corp.example", nameServers }] })[0]).toContain(`has ${count} name servers`);
    }
  });
});

describe("who may ask", () => {
  const said = (allowFrom: string[], openToAll?: string) =>
    validateAllowedClients(allowFrom, openToAll).map(({ code }) => code);

  test.each([[["10.0.0.5/8"]], [["::ffff:10.0.0.0/104"]], [["10.0.0.0/33"]], [["a,b"]], [["10.0.0.0/8 10.1.0.0/16"]]])(
    "refuses %j",
    (allowFrom) => expect(said(allowFrom)).toEqual(["CidrInvalid"]),
  );

  test.each([[[]], [["0.0.0.0/0"]], [["::/0"]], [["0.0.0.0/1", "128.0.0.0/1"]]])(
    "refuses %j: nobody, or all",
    (all) => {
      expect(said(all)).toEqual(["ClusterDnsSourcesInvalid"]);
    },
  );

  test("may be all where it is said why, and only there", () => {
    expect(said(["0.0.0.0/0"], "a lab without secrets")).toEqual([]);
    expect(said(["0.0.0.0/0"], " ")).toEqual(["ClusterDnsSourcesInvalid"]);
    expect(said(["0.0.0.0/0"], "two\nlines")).toEqual(["ClusterDnsSourcesInvalid"]);
    expect(said(["10.0.0.0/8"], "a lab without secrets")).toEqual(["ClusterDnsSourcesInvalid"]);
  });

  test("takes both families", () => expect(said(["10.0.0.0/8", "10.0.0.1", "fd00::/64"])).toEqual([]));
});
