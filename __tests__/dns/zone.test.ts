import { TerraformStack, TerraformVariable } from "cdktf";
import { Zone } from "../../lib/dns";
import { messages, problems, stackWithProvider, synth } from "../support/stack";

const ZONE_ID = "fedcba9876543210fedcba9876543210";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const zone = (attributes: { zoneId?: string; zoneName?: string } = {}) =>
  Zone.fromZoneAttributes(stack, "zone", { zoneId: ZONE_ID, zoneName: "example.com", ...attributes });
const later = () => new TerraformVariable(stack, "later", {}).stringValue;

test("is what it is told, and makes nothing", () => {
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
  "accepts the name %s",
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
])("refuses the name %p", (zoneName) => {
  zone({ zoneName });
  expect(problems(stack)).toEqual(["zone ZoneInvalid"]);
  expect(messages(stack)[0]).toContain(`zoneName is "${zoneName}"`);
});

test.each(["", "example.com", ZONE_ID.slice(1), ZONE_ID.toUpperCase(), `${ZONE_ID}0`])(
  "refuses the id %p",
  (zoneId) => {
    zone({ zoneId });
    expect(problems(stack)).toEqual(["zone ZoneInvalid"]);
    expect(messages(stack)[0]).toContain(`zoneId is "${zoneId}"`);
  },
);

test("tells of both mistakes at once", () => {
  zone({ zoneId: "mine", zoneName: "mine" });
  expect(problems(stack)).toEqual(["zone ZoneInvalid", "zone ZoneInvalid"]);
});

test("accepts an id that is known later", () => {
  zone({ zoneId: later() });
  expect(problems(stack)).toEqual([]);
});

test("warns of a name that is known later", () => {
  zone({ zoneName: later() });
  expect(problems(stack)).toEqual(["zone warning ZoneNameUnknown"]);
});

test("warns of one that is known in part", () => {
  zone({ zoneName: `${later()}.example.com` });
  expect(problems(stack)).toEqual(["zone warning ZoneNameUnknown"]);
});
