import { TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  AccessApplication,
  AccessApplicationOptions,
  AccessPolicy,
  CorsOptions,
  SameSiteCookie,
} from "../../lib/access";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, UUID, zoneIn } from "../support/stack";
import { HostAccess, Origin, Tunnel } from "cdktf-zero-trust";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

function app(options: AccessApplicationOptions, hostnames = ["app.example.com"]): AccessApplication {
  const policies = [AccessPolicy.fromPolicyId(stack, "staff", UUID)];
  return new AccessApplication(stack, "app", { account: ACCOUNT, hostnames, policies, ...options });
}
const rendered = () => resourceAt(stack, "app");
const later = () => new TerraformVariable(stack, "later", {}).stringValue;

const CORS: CorsOptions = { origins: ["https://www.example.com"], methods: ["GET"] };

describe("AccessApplication cors", () => {
  test("renders lists and settings", () => {
    app({
      cors: {
        origins: ["https://www.example.com", "http://localhost:3000"],
        methods: ["GET", "POST"],
        headers: ["Content-Type", "X-Request-Id"],
        credentials: true,
        maxAge: 600,
      },
    });
    expect(problems(stack)).toEqual([]);
    expect(rendered().cors_headers).toEqual({
      allowed_origins: ["https://www.example.com", "http://localhost:3000"],
      allowed_methods: ["GET", "POST"],
      allowed_headers: ["Content-Type", "X-Request-Id"],
      allow_credentials: true,
      max_age: 600,
    });
  });

  test("renders everything for *, and omits what is false or not specified", () => {
    app({ cors: { origins: ["*"], methods: ["*"], headers: ["*"], credentials: false } });
    expect(problems(stack)).toEqual([]);
    expect(rendered().cors_headers).toEqual({
      allow_all_origins: true,
      allow_all_methods: true,
      allow_all_headers: true,
    });
  });

  test.each<[Partial<CorsOptions>, string]>([
    [{ origins: [] }, 'cors.origins: the list is empty. Use ["*"] for all, or list the values.'],
    [{ methods: [] }, "cors.methods: the list is empty."],
    [{ headers: [] }, "cors.headers: the list is empty."],
    [{ origins: ["www.example.com"] }, 'cors.origins: "www.example.com" is not valid; use scheme://host[:port]'],
    [{ origins: ["https://www.example.com/"] }, 'cors.origins: "https://www.example.com/" is not valid'],
    [{ origins: ["https://WWW.example.com"] }, "is not valid"],
    [{ origins: ["https://*.example.com"] }, "is not valid"],
    [{ origins: ["null"] }, "is not valid"],
    [{ origins: ["*", "https://www.example.com"] }, 'cors.origins: "*" stands for all values'],
    [{ methods: ["get"] }, 'cors.methods: "get" is not valid; use one of GET, POST,'],
    [{ methods: ["GET", "*"] }, 'cors.methods: "*" stands for all values'],
    [{ headers: ["Content Type"] }, 'cors.headers: "Content Type" is not valid; use a header name'],
    [{ headers: [""] }, 'cors.headers: "" is not valid'],
    [{ origins: ["*"], credentials: true }, 'cors.credentials: not possible with origins ["*"]'],
    [{ maxAge: -2 }, "cors.maxAge: -2 is not valid; use whole seconds from 0 to 86400, or -1."],
    [{ maxAge: 86401 }, "cors.maxAge: 86401 is not valid"],
    [{ maxAge: 1.5 }, "cors.maxAge: 1.5 is not valid"],
  ])("fails with %j", (wrong, message) => {
    app({ cors: { ...CORS, ...wrong } });
    expect(messages(stack)).toEqual([expect.stringContaining(`app CorsInvalid: `)]);
    expect(messages(stack)[0]).toContain(message);
  });

  test.each([-1, 0, 86400])("accepts the maxAge %d", (maxAge) => {
    app({ cors: { ...CORS, maxAge } });
    expect(problems(stack)).toEqual([]);
    expect(rendered().cors_headers.max_age).toBe(maxAge);
  });

  test.each<[object, string]>([
    [{ origins: CORS.origins }, 'PropMissing: AccessApplication.cors: "methods" is required'],
    [{ methods: CORS.methods }, 'PropMissing: AccessApplication.cors: "origins" is required'],
    [{ ...CORS, maxAgeSeconds: 1 }, 'PropUnknown: AccessApplication.cors: "maxAgeSeconds" is not a property'],
  ])("throws immediately with %j", (cors, message) => {
    expect(() => app({ cors: cors as CorsOptions })).toThrow(message);
  });

  test("accepts tokens", () => {
    app({ cors: { origins: [later()], methods: Token.asList("${var.methods}"), headers: ["*"] } });
    expect(problems(stack)).toEqual([]);
    expect(rendered().cors_headers).toMatchObject({ allowed_origins: ["${var.later}"] });
  });
});

describe("AccessApplication cookies and answers", () => {
  test("renders the options", () => {
    app({
      sameSiteCookie: SameSiteCookie.NONE,
      httpOnlyCookie: false,
      serviceAuth401: true,
      logoUrl: "https://www.example.com/logo.png",
      tags: ["prod", "platform"],
      customDenyUrl: "https://www.example.com/denied?from=app",
    });
    expect(problems(stack)).toEqual([]);
    expect(rendered()).toMatchObject({
      same_site_cookie_attribute: "none",
      http_only_cookie_attribute: false,
      service_auth_401_redirect: true,
      logo_url: "https://www.example.com/logo.png",
      tags: ["prod", "platform"],
      custom_deny_url: "https://www.example.com/denied?from=app",
    });
  });

  test("omits what Cloudflare reads as its default", () => {
    app({ serviceAuth401: false, tags: [] });
    expect(Object.keys(rendered())).not.toEqual(expect.arrayContaining(["service_auth_401_redirect"]));
    expect(Object.keys(rendered())).not.toEqual(expect.arrayContaining(["tags"]));
  });

  test("warns about a strict cookie only", () => {
    app({ sameSiteCookie: SameSiteCookie.STRICT });
    expect(problems(stack)).toEqual(["app warning SameSiteCookieStrict"]);
    expect(rendered().same_site_cookie_attribute).toBe("strict");
  });

  test.each([SameSiteCookie.NONE, SameSiteCookie.LAX])("accepts the cookie attribute %s", (sameSiteCookie) => {
    app({ sameSiteCookie });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[AccessApplicationOptions, string]>([
    [{ sameSiteCookie: "Lax" as SameSiteCookie }, 'sameSiteCookie: "Lax" is not valid.'],
    [{ logoUrl: "/logo.png" }, 'logoUrl: "/logo.png" is not valid. Use an absolute URL with https'],
    [{ logoUrl: "http://www.example.com/logo.png" }, "logoUrl: "],
    [{ logoUrl: "" }, 'logoUrl: "" is not valid'],
    [{ customDenyUrl: "www.example.com/denied" }, "customDenyUrl: "],
    [{ customDenyUrl: "https://www.example.com/a page" }, "customDenyUrl: "],
    [{ customDenyUrl: "https://" }, "customDenyUrl: "],
    [{ tags: [""] }, 'tags: [""] contains an empty or a repeated name.'],
    [{ tags: ["a", "a"] }, 'tags: ["a","a"] contains'],
  ])("fails with %j", (options, message) => {
    app(options);
    expect(messages(stack)).toEqual([expect.stringContaining("app ApplicationInvalid: ")]);
    expect(messages(stack)[0]).toContain(message);
  });

  test.each([
    ["app.example.com", "https://app.example.com/denied"],
    ["app.example.com", "https://APP.example.com:443/denied"],
    ["*.apps.example.com", "https://a.apps.example.com/denied"],
  ])("fails when the application protects %s and denied users go to %s", (hostname, customDenyUrl) => {
    app({ customDenyUrl }, ["first.example.com", hostname]);
    expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
    expect(messages(stack)[0]).toContain("denied users would be redirected without end");
  });

  test("accepts URLs that are tokens", () => {
    app({ logoUrl: later(), customDenyUrl: `https://${later.name}.example.com` });
    expect(problems(stack)).toEqual([]);
  });

  test("reach the application of a published host through HostAccess.of", () => {
    const policies = [AccessPolicy.fromPolicyId(stack, "staff", UUID)];
    const access = HostAccess.of({ policies, cors: CORS, serviceAuth401: true, sameSiteCookie: SameSiteCookie.NONE });
    const tunnel = new Tunnel(stack, "edge", { account: ACCOUNT });
    tunnel.publish("api.example.com", { zone: zoneIn(stack), origin: Origin.http("10.0.3.7"), access });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "Hosts/api.example.com/Application")).toMatchObject({
      cors_headers: { allowed_origins: ["https://www.example.com"], allowed_methods: ["GET"] },
      service_auth_401_redirect: true,
      same_site_cookie_attribute: "none",
    });
  });
});
