import { after, FALLBACK, NAME, Network, trace } from "./fixture";
import { DEFAULT_PROFILE, PROFILE, profile } from "../inventory/network/fixture";

describe("the device of a trace", () => {
  const other = { email: "b@example.com", groups: ["sales"] };

  test("uses the first profile that matches", () => {
    const both = (r: Network) =>
      (r[PROFILE].first = profile(1, { name: "sales", match: 'identity.email == "b@example.com"' }));
    expect(trace(both).hops[0].decided).toBe("Profile engineers.");
    expect(trace(both, { person: other }).hops[0].decided).toBe("Profile sales.");
  });

  test("uses the specified profile", () => {
    const both = (r: Network) => (r[PROFILE].first = profile(1, { name: "sales" }));
    expect(trace(both, { profile: "engineers" }).hops[0].decided).toBe("Profile engineers.");
  });

  test("uses the account's default profile, with assumed lists, if no profile matches", () => {
    const { hops, notes } = trace(() => {}, { person: other });
    expect(hops[0]).toMatchObject({ status: "ok", decided: "The account's default profile." });
    expect(notes).toEqual([
      "The account's default profile is not defined here. Cloudflare's default lists are assumed.",
    ]);
    expect(hops.at(-1)).toMatchObject({ code: "NameKeptLocal" });
  });

  test("uses the default profile that is defined", () => {
    const own = (r: Network) => {
      (r as any)[DEFAULT_PROFILE] = { all: { exclude: [] } };
      (r as any)[`${DEFAULT_PROFILE}_local_domain_fallback`] = { all: { domains: [] } };
    };
    expect(after(own, { person: other })).toBe("broken: network policies ConnectionBlocked");
    expect(after(own, { profile: "the account's default profile" })).toBe("connects");
  });

  test("uses Cloudflare's default lists if its profile does not set them", () => {
    expect(after((r) => delete r[FALLBACK].engineers)).toBe("broken: local domains NameKeptLocal");
    const { notes, hops } = trace((r) => delete r[PROFILE].engineers.exclude);
    expect(hops.at(-1)).toMatchObject({ code: "AnswerKeptLocal" });
    expect(notes).toEqual(["Profile engineers does not set its split tunnel list. Cloudflare's default is assumed."]);
  });

  test("reports unknown if the match depends on unspecified facts", () => {
    const match = 'os.version == "1"';
    expect(after((r) => (r[PROFILE].engineers.match = match))).toBe("unknown: device profile");
  });

  const include =
    (...entries: object[]) =>
    (r: Network) => {
      delete r[PROFILE].engineers.exclude;
      r[PROFILE].engineers.include = entries;
    };

  test.each([
    [[{ address: "10.10.0.0/16" }], "connects"],
    [[{ address: "10.10.0.0/17" }, { address: "10.10.128.0/17" }], "connects"],
    [[{ address: "10.10.0.0/17" }], "broken: split tunnel AnswerKeptLocal"],
    [[{ address: "10.0.0.0/8" }], "connects"],
    [[{ address: "10.20.0.0/16" }], "broken: split tunnel AnswerKeptLocal"],
    [[{ host: "*.example.internal" }], "connects"],
    [[{ host: "example.internal" }], "broken: split tunnel AnswerKeptLocal"],
  ])("sends the entries of an include list: %j", (entries, expected) => {
    expect(after(include(...entries))).toBe(expected);
  });

  test.each([
    (r: Network) => (r[PROFILE].engineers.exclude = "${var.list}"),
    (r: Network) => (r[PROFILE].engineers.exclude = [{ address: "${var.range}" }]),
    (r: Network) => include({ address: "10.20.0.0/16" }, { address: "${var.range}" })(r),
  ])("reports unknown if only Terraform can evaluate an entry", (edit) => {
    expect(after(edit)).toBe("unknown: split tunnel");
  });

  test("ignores unknown entries that make no difference", () => {
    const exclude = [{ address: "${var.range}" }, { address: "10.0.0.0/8" }];
    expect(after((r) => (r[PROFILE].engineers.exclude = exclude))).toBe("broken: split tunnel AnswerKeptLocal");
    expect(after(include({ address: "10.10.0.0/16" }, { address: "${var.range}" }))).toBe("connects");
  });

  test("reports unknown if only Terraform can evaluate the local domains", () => {
    expect(after((r) => (r[FALLBACK].engineers.domains = "${var.domains}"))).toBe("unknown: local domains");
    expect(after((r) => (r[FALLBACK].engineers.domains = [{ suffix: "${var.a}" }, { suffix: "internal" }]))).toBe(
      "broken: local domains NameKeptLocal",
    );
  });

  test.each([{ address: "10.10.3.0/24" }, { address: "10.0.0.0/8" }, { host: "*.example.internal" }, { host: NAME }])(
    "does not send the entries of an exclude list: %j",
    (entry) =>
      expect(after((r) => (r[PROFILE].engineers.exclude = [entry]))).toBe("broken: split tunnel AnswerKeptLocal"),
  );
});
