import { TerraformStack, TerraformVariable } from "cdktf";
import { Zone, ZoneAttributes } from "../../lib/dns";
import { messages, problems, stackWithProvider, synth } from "../support/stack";

const ZONE_ID = "fedcba9876543210fedcba9876543210";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const zone = (attributes: Partial<ZoneAttributes> = {}) =>
  Zone.fromZoneAttributes(stack, "zone", { zoneId: ZONE_ID, zoneName: "example.com", ...attributes });
const later = () => new TerraformVariable(stack, "later", {}).stringValue;

test("Zone.fromZoneAttributes returns the attributes and creates no resource", () => {
  const { zoneId, zoneName, node } = zone();
  expect({ zoneId, zoneName, path: node.path }).toEqual({
    zoneId: ZONE_ID,
    zoneName: "example.com",
    path: "stack/zone",
  });
  expect(problems(stack)).toEqual([]);
  expect(synth(stack).resource).toBeUndefined();
});

test.each(["example.com", "dev.example.co.jp", "xn--bcher-kva.example", "a1.io", "1.example", "a--b.example"])(
  "accepts the zone name %s",
  (zoneName) => {
    zone({ zoneName });
    expect(problems(stack)).toEqual([]);
  },
);

test.each([
  "",
  "com",
  "Example.com",
  "example.com.",
  ".example.com",
  "exam ple.com",
  "https://example.com",
  "example.com/",
  "*.example.com",
  "-example.com",
  "example-.com",
  "example.-com",
  "example.com-",
  "example..com",
  "bücher.example",
  "example.com\n",
])("fails when the zone name is %p", (zoneName) => {
  zone({ zoneName });
  expect(problems(stack)).toEqual(["zone ZoneInvalid"]);
  expect(messages(stack)[0]).toContain(`zoneName: "${zoneName}" is not a valid zone name`);
});

test("names the ASCII form of an international zone name", () => {
  zone({ zoneName: "bücher.example" });
  expect(messages(stack)[0]).toContain('Use its ASCII form, "xn--bcher-kva.example".');
});

test.each(["", "example.com", ZONE_ID.slice(1), ZONE_ID.toUpperCase(), `${ZONE_ID}0`])(
  "fails when the zone id is %p",
  (zoneId) => {
    zone({ zoneId });
    expect(problems(stack)).toEqual(["zone ZoneInvalid"]);
    expect(messages(stack)[0]).toContain(`zoneId: "${zoneId}" is not a valid zone id`);
  },
);

test("reports an invalid id and an invalid name together", () => {
  zone({ zoneId: "mine", zoneName: "mine" });
  expect(problems(stack)).toEqual(["zone ZoneInvalid", "zone ZoneInvalid"]);
});

test("accepts a token as zone id", () => {
  zone({ zoneId: later() });
  expect(problems(stack)).toEqual([]);
});

test("warns when the zone name is a token", () => {
  zone({ zoneName: later() });
  expect(problems(stack)).toEqual(["zone warning ZoneNameUnknown"]);
});

test("warns when the zone name contains a token", () => {
  zone({ zoneName: `${later()}.example.com` });
  expect(problems(stack)).toEqual(["zone warning ZoneNameUnknown"]);
});

test.each<[object | undefined, string]>([
  [undefined, '"zoneId" is required'],
  [{ zoneId: ZONE_ID }, '"zoneName" is required'],
  [{ zoneId: ZONE_ID, zoneName: "example.com", zonename: "x" }, 'Did you mean "zoneName"?'],
])("fails when the attributes are %j", (attributes, message) => {
  expect(() => Zone.fromZoneAttributes(stack, "zone", attributes as ZoneAttributes)).toThrow(message);
});

describe("certificateHosts", () => {
  test("returns a copy of the hosts", () => {
    const certificateHosts = ["*.dev.example.com", "a.b.example.com"];
    const made = zone({ certificateHosts });
    certificateHosts.push("c.d.example.com");
    expect(made.certificateHosts).toEqual(["*.dev.example.com", "a.b.example.com"]);
    expect(problems(stack)).toEqual([]);
    expect(Zone.fromZoneAttributes(stack, "other", { zoneId: ZONE_ID, zoneName: "a.io" }).certificateHosts).toBe(
      undefined,
    );
  });

  test.each([
    ["*.*.example.com", 'has a "*" that is not the first label'],
    ["a.*.example.com", 'has a "*" that is not the first label'],
    ["Dev.example.com", 'use "dev.example.com"'],
    ["https://dev.example.com", "has a scheme"],
    ["", "has fewer than two labels"],
    ["dev.example.org", 'certificateHosts: "dev.example.org" is not in the zone "example.com"'],
    ["*.example.org", 'is not in the zone "example.com"'],
  ])("fails with %p", (host, message) => {
    zone({ certificateHosts: ["*.dev.example.com", host] });
    expect(messages(stack)).toEqual([expect.stringContaining("zone ZoneInvalid: certificateHosts: ")]);
    expect(messages(stack)[0]).toContain(message);
  });

  test("throws immediately when a host is a token", () => {
    expect(() => zone({ certificateHosts: [later()] })).toThrow(
      expect.objectContaining({ code: "TokenNotAllowed", path: "stack/zone" }),
    );
  });

  test("are not compared with a zone name that is a token", () => {
    zone({ zoneName: later(), certificateHosts: ["*.dev.example.org"] });
    expect(problems(stack)).toEqual(["zone warning ZoneNameUnknown"]);
  });
});
