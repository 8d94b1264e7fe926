import { AccessPolicy, ExistingAccessProps, HostAccess, HostAccessProps } from "../../lib/access";
import { stackWithProvider } from "../support/stack";

const stack = stackWithProvider();
const [a, b] = ["a", "b"].map((id) => AccessPolicy.fromPolicyId(stack, id, `${id}-id`));

test("HostAccess.policies keeps the order of the policies", () => {
  expect(HostAccess.policies(b, a)._lock).toEqual({ kind: "policies", props: { policies: [b, a] } });
});

test("HostAccess.of keeps the options of the application", () => {
  const props = { policies: [a], name: "App", sessionDuration: "1h", appLauncherVisible: false };
  expect(HostAccess.of(props)._lock).toEqual({ kind: "policies", props });
});

test("HostAccess.existing keeps audience tag and reason", () => {
  const props = { aud: "0".repeat(64), reason: "the platform team owns it" };
  expect(HostAccess.existing(props)._lock).toEqual({ kind: "existing", ...props });
});

test("HostAccess.publicly keeps the reason", () => {
  expect(HostAccess.publicly("status page")._lock).toEqual({ kind: "public", reason: "status page" });
});

test.each<[string, () => unknown, string]>([
  ["HostAccess.of", () => HostAccess.of({} as HostAccessProps), 'PropMissing: HostAccess.of: "policies" is required'],
  [
    "HostAccess.of",
    () => HostAccess.of({ policies: [a], ...{ sesionDuration: "1h" } }),
    'PropUnknown: HostAccess.of: "sesionDuration" is not a property. Did you mean "sessionDuration"?',
  ],
  [
    "HostAccess.existing",
    () => HostAccess.existing({ reason: "managed elsewhere" } as ExistingAccessProps),
    'PropMissing: HostAccess.existing: "aud" is required',
  ],
])("%s fails when a property is missing or misspelled", (_, act, message) => {
  expect(act).toThrow(message);
});
