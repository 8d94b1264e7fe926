import { Token } from "cdktf";
import * as fc from "fast-check";
import { isOriginHost, validateOriginUrl, serviceScheme } from "../../lib/tunnel/origin-url";

test.each([
  "http://app:8080",
  "https://app:8443",
  "ws://app:80",
  "wss://app:443",
  "tcp://10.0.3.9:5432",
  "ssh://bastion",
  "rdp://desktop",
  "smb://files:445",
  "http://app",
  "http://App.Example.internal:80",
  "http://my_host:80",
  "http://web.shop.svc.cluster.local:80",
  "http://192.0.2.1:8080",
  "http://[::1]:8080",
  "http://[2001:db8::1]",
  "http://[::ffff:192.0.2.1]:80",
  "http://app:1",
  "http://app:65535",
  "unix:/run/app.sock",
  "unix:///run/app.sock",
  "unix+tls:/run/app.sock",
  "http_status:200",
  "http_status:404",
  "http_status:599",
])("validateOriginUrl accepts %s", (service) => expect(validateOriginUrl(service)).toEqual([]));

test.each([
  // a path on the origin
  ["http://h:80/", /path, a trailing slash/],
  ["http://h:80/base", /path, a trailing slash/],
  ["ssh://h/", /path, a trailing slash/],
  ["tcp://h:80/x", /path, a trailing slash/],
  ["http://h:80?x=1", /query/],
  ["http://h:80#f", /fragment/],
  ["http://user:pw@h:80", /user info/],
  // no scheme, no host
  ["", /no scheme/],
  ["localhost", /no scheme/],
  ["localhost:8080", /no scheme/],
  ["127.0.0.1:8080", /no scheme/],
  ["//h:80", /no scheme/],
  ["http:h:80", /no scheme/],
  ["http:/h:80", /no scheme/],
  ["mailto:x@y.z", /no scheme/],
  ["http_status", /no scheme/],
  ["http-status:404", /no scheme/],
  ["Http_Status:404", /no scheme/],
  ["helloworld", /no scheme/],
  ["Bastion", /no scheme/],
  ["socks", /no scheme/],
  ["socks_proxy", /no scheme/],
  ["warp-routing", /no scheme/],
  ["management", /no scheme/],
  ["constructor", /no scheme/],
  ["tcp", /no scheme/],
  ["UNIX:/x", /no scheme/],
  ["http://", /host ""/],
  ["http://:8080", /host ""/],
  ["file:///x", /file:\/\//],
  // malformed URLs
  [" http://h:80", /white space/],
  ["http://h:80 ", /white space/],
  ["http://my host:80", /white space/],
  ["http://h\0:80", /control characters/],
  ["http://h:abc", /port "abc"/],
  ["http://h:-1", /port "-1"/],
  ["http://h:", /port ""/],
  ["http://h:0", /port "0"/],
  ["http://h:080", /port "080"/],
  ["http://h:65536", /port "65536"/],
  ["http://h:70000", /port "70000"/],
  ["http://::1:80", /brackets/],
  ["http://2001:db8::1", /brackets/],
  ["http://a:80,http://b:80", /path/],
  ["http://[::1", /host "\[::1"/],
  ["http://[::g]:80", /host "\[::g\]"/],
  ["http://[192.0.2.1]:80", /host "\[192/],
  ["http://[fe80::1%25eth0]:80", /host/],
  ["http://%41:80", /host "%41"/],
  ["http://*.internal:80", /host "\*\.internal"/],
  ["http://a..b:80", /host "a\.\.b"/],
  ["http://-a:80", /host "-a"/],
  ["http://192.0.2.256:80", /host "192\.0\.2\.256"/],
  ["http://192.0.2:80", /host "192\.0\.2"/],
  // sockets
  ["unix:", /no absolute path/],
  ["unix+tls:", /no absolute path/],
  ["unix:rel.sock", /no absolute path/],
  ["unix: /x y", /white space/],
  ["unix://rel", /use unix:\/path/],
  ["unix:/", /path/],
  ["unix:/a${b}", /path/],
  // fixed responses
  ["http_status:100", /status "100"/],
  ["http_status:101", /status "101"/],
  ["http_status:199", /status "199"/],
  ["http_status:600", /status "600"/],
  ["http_status:99", /status "99"/],
  ["http_status:1000", /status "1000"/],
  ["http_status:0", /status "0"/],
  ["http_status:-1", /status "-1"/],
  ["http_status:+404", /status "\+404"/],
  ["http_status:0404", /status "0404"/],
  ["http_status:404 ", /white space/],
  ["http_status:404abc", /status "404abc"/],
  ["http_status:", /status ""/],
  ["http_status:404/", /status "404\/"/],
  // services that expose more than one origin
  ["hello_world", /demo server/],
  ["hello-world", /demo server/],
  ["bastion", /open jump host/],
  ["socks-proxy", /open proxy/],
  // a random default port
  ["tcp://h", /7864/],
  // schemes
  ["HTTP://h:80", /use http:\/\//],
  ["udp://h:53", /raw TCP/],
  ["ftp://h", /raw TCP/],
  ["h2c://h:80", /raw TCP/],
  ["grpc://h:80", /raw TCP/],
  ["mysql://h:3306", /raw TCP/],
  ["quic://h:80", /raw TCP/],
  ["socks5://h:1080", /raw TCP/],
  ["vnc://h:5900", /raw TCP/],
  ["file://h", /raw TCP/],
  ["htps://h", /raw TCP/],
])("validateOriginUrl refuses %j", (service, message) => {
  expect(validateOriginUrl(service)).toEqual([{ code: "ServiceInvalid", message: expect.stringMatching(message) }]);
});

test("validateOriginUrl omits a password from the message", () => {
  expect(validateOriginUrl("http://user:hunter2@h:80")[0].message).toMatch(/"http:\/\/\*\*\*@h:80"/);
  expect(validateOriginUrl("http://user:hunter2@h:80")[0].message).not.toContain("hunter2");
});

test("validateOriginUrl does not check a token", () => {
  expect(validateOriginUrl(Token.asString({ resolve: () => "http://h" }))).toEqual([]);
  expect(validateOriginUrl(`https://${Token.asString({ resolve: () => "h" })}/x`)).toEqual([]);
});

test("serviceScheme returns the scheme of a service", () => {
  expect(serviceScheme("https://h")).toBe("https");
  expect(serviceScheme("unix+tls:/x")).toBe("unix+tls");
  expect(serviceScheme("http_status:404")).toBe("http_status");
  expect(serviceScheme(`https://${Token.asString({ resolve: () => "h" })}`)).toBe("https");
  expect(serviceScheme(Token.asString({ resolve: () => "http://h" }))).toBeUndefined();
});

test("validateOriginUrl accepts every IP address in URL notation", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => validateOriginUrl(`http://${address}:80`).length === 0));
  fc.assert(fc.property(fc.ipV6(), (address) => validateOriginUrl(`http://[${address}]:80`).length === 0));
});

test("isOriginHost refuses a host of more than 253 characters", () => {
  expect(isOriginHost("a".repeat(253))).toBe(true);
  expect(isOriginHost("a".repeat(254))).toBe(false);
});

// The grammar that cloudflared was shown never to reject.
const PROVEN =
  /^(?:(?:https?|wss?|tcp|ssh|rdp|smb):\/\/(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?::([1-9][0-9]{0,4}))?|unix(?:\+tls)?:\/\S+|http_status:[2-5][0-9][0-9])$/;

test("validateOriginUrl accepts nothing that cloudflared could reject", () => {
  const part = fc.constantFrom(
    "http",
    "unix",
    "tcp",
    "://",
    ":",
    "/",
    "[",
    "]",
    "::1",
    "a",
    "_",
    "-",
    ".",
    "@",
    "?",
    "#",
    "80",
    "0",
    "*",
    " ",
    "%",
    "http_status",
    "404",
  );
  const service = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(service, (text) => validateOriginUrl(text).length > 0 || PROVEN.test(text)),
    { numRuns: 5000 },
  );
});
