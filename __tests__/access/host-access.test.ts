import { AccessPolicy, HostAccess } from "../../lib/access";
import { stackWithProvider } from "../support/stack";

const stack = stackWithProvider();
const [a, b] = ["a", "b"].map((id) => AccessPolicy.fromPolicyId(stack, id, `${id}-id`));

test("policies are a login by these, in this order", () => {
  expect(HostAccess.policies(b, a)._lock).toEqual({ kind: "policies", props: { policies: [b, a] } });
});

test("of takes every option of the application", () => {
  const props = { policies: [a], name: "App", sessionDuration: "1h", appLauncherVisible: false };
  expect(HostAccess.of(props)._lock).toEqual({ kind: "policies", props });
});

test("existing names somebody else's application", () => {
  const props = { aud: "0".repeat(64), reason: "the platform team owns it" };
  expect(HostAccess.existing(props)._lock).toEqual({ kind: "existing", props });
});

test("publicly says why", () => {
  expect(HostAccess.publicly("status page")._lock).toEqual({ kind: "public", reason: "status page" });
});
