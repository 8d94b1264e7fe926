import { isExampleValue } from "../../lib/inventory";
import { exampleValuesIn } from "../../lib/inventory/example-values";
import { objectsOf } from "../../lib/inventory/terraform/objects";

describe("isExampleValue()", () => {
  test.each(["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210", "example.com", "example-project"])(
    "accepts %s",
    (value) => expect(isExampleValue(value)).toBe(true),
  );

  test.each(["3f2a9c1d4b5e60718293a4b5c6d7e8f9", "myexample.com", "example.com.au", "app.example.com", "x"])(
    "rejects %s",
    (value) => expect(isExampleValue(value)).toBe(false),
  );
});

test("exampleValuesIn() finds example values in any attribute, without the metadata of cdktf", () => {
  const resource = {
    a: { x: { name: "app.example.com", rules: [{ email: "a@example.org" }], "//": { path: "example.net" } } },
    b: { y: { account_id: "0123456789abcdef0123456789abcdef", subnets: "subnet-0a1b2c3d4e5f60001" } },
  };
  expect(exampleValuesIn(objectsOf({ resource }))).toEqual([
    "0123456789abcdef0123456789abcdef",
    "example.com",
    "example.org",
    "subnet-0a1b2c3d4e5f60001",
  ]);
});
