import fc from "fast-check";
import { DANGEROUS, SAFE } from "./fixture";
import { redactPeople, renderReport, REPORT_FORMATS } from "../../../lib/check/report";
import { redactText } from "../../../lib/check/report/redact";

describe("redactPeople", () => {
  test.each([
    ["ann@contractor.example", "1 user of contractor.example"],
    ["ann@a.example, bob@a.example and eve@b.example", "2 users of a.example, 1 user of b.example"],
    ["email:ann+test@sub.a.example reaches it", "email:1 user of sub.a.example reaches it"],
    ["whose e-mail matches ^ann@example\\.com$", "whose e-mail matches ^1 user of example.com$"],
    ['app.a["ann@example.com"]', 'app.a["1 user of example.com"]'],
    ["emails on list vendors; staff", "emails on a list; staff"],
    ['e-mails on list "the vendors"', "e-mails on a list"],
    ["e-mails ending in @example.com", "e-mails ending in @example.com"],
    ["exposure-window@wiki.example.com expired", "exposure-window@wiki.example.com expired"],
    ["access-gained@a.example.com#ann@b.example", "access-gained@a.example.com#1 user of b.example"],
  ])("prints %s as %s", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test("leaves no address in any format", () => {
    const redacted = redactPeople({
      ...SAFE,
      headline: "ann@contractor.example gains access",
      findings: [{ ...DANGEROUS.findings[0], who: "ann@contractor.example", steps: [] }],
    });
    for (const format of REPORT_FORMATS) expect(renderReport(redacted, format)).not.toContain("ann@");
    expect(redacted.provenance).toEqual(SAFE.provenance);
  });

  test("counts users that gain the same access in one row", () => {
    const [change] = SAFE.accessChanges;
    const accessChanges = ["ann", "bob", "eve"].map((name) => ({ ...change, who: `${name}@contractor.example` }));
    expect(redactPeople({ ...SAFE, accessChanges }).accessChanges).toEqual([
      { ...change, who: "3 users of contractor.example" },
    ]);
  });

  test("keeps the ids of findings, and changes nothing when it is applied twice", () => {
    const once = redactPeople(DANGEROUS);
    expect(once).toEqual(DANGEROUS);
    expect(redactPeople(redactPeople(SAFE))).toEqual(redactPeople(SAFE));
  });

  test("removes the local part of every address", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom("", "user ", "(", '"'), (email, before) => {
        expect(redactText(`${before}${email} x`)).not.toContain(`${email.split("@")[0]}@`);
      }),
    );
  });
});
