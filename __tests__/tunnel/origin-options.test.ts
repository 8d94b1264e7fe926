import { Token } from "cdktf";
import { OriginOptions, validateOriginOptions } from "../../lib/tunnel/origin-options";

const HTTP = "http://app:80";
const HTTPS = "https://app:443";
const HOST = "app.example.com";

const messages = (options: OriginOptions, service = HTTPS, hostname = HOST) =>
  validateOriginOptions(options, service, hostname).map(({ code, message }) => {
    expect(code).toBe("OriginOptionInvalid");
    return message;
  });

test("accepts every option on the schemes that support it", () => {
  const anywhere: OriginOptions = {
    connectTimeoutSeconds: 30,
    tlsTimeoutSeconds: 10,
    tcpKeepAliveSeconds: 1,
    keepAliveTimeoutSeconds: 86400,
    keepAliveConnections: 100,
    disableChunkedEncoding: true,
    noHappyEyeballs: true,
  };
  const tls: OriginOptions = {
    ...anywhere,
    noTlsVerify: true,
    originServerName: "app.internal",
    caPool: "/etc/ca/ca.pem",
  };
  expect(messages(anywhere, HTTP)).toEqual([]);
  expect(messages({ ...tls, http2Origin: true, httpHostHeader: "app.internal:8443" })).toEqual([]);
  expect(messages({ matchSniToHost: true, httpHostHeader: "app.internal" })).toEqual([]);
  expect(messages(tls, "unix+tls:/run/app.sock")).toEqual([]);
  expect(messages({ httpHostHeader: "app" }, "ws://app")).toEqual([]);
  for (const scheme of ["tcp", "ssh", "rdp", "smb"]) {
    expect(messages({ socksProxy: true }, `${scheme}://h:1`)).toEqual([]);
  }
  expect(messages({}, "http_status:404")).toEqual([]);
});

test("accepts options that are absent or off on every scheme", () => {
  const off: OriginOptions = {
    connectTimeoutSeconds: undefined,
    noTlsVerify: false,
    matchSniToHost: false,
    http2Origin: false,
    socksProxy: false,
    originServerName: undefined,
  };
  expect(messages(off, HTTP, "*.example.com")).toEqual([]);
});

describe.each(["connectTimeoutSeconds", "tlsTimeoutSeconds", "tcpKeepAliveSeconds", "keepAliveTimeoutSeconds"])(
  "%s",
  (option) => {
    test.each([0, -1, 1.5, 86401, 9223372037, 30000000000, NaN, Infinity, "30s", "30", true, null])(
      "refuses %j",
      (value) => {
        expect(messages({ [option]: value } as OriginOptions)).toEqual([
          expect.stringMatching(new RegExp(`^${option}: .* is not valid; use whole seconds from 1 to 86400\\.$`)),
        ]);
      },
    );

    test.each([1, 86400])("accepts %d seconds", (value) =>
      expect(messages({ [option]: value } as OriginOptions)).toEqual([]),
    );
  },
);

test.each([0, -1, 1.5, "100", 2 ** 63])("refuses %j for keepAliveConnections", (value) => {
  expect(messages({ keepAliveConnections: value } as OriginOptions)).toEqual([expect.stringMatching(/1 or more/)]);
});

test.each(["noTlsVerify", "matchSniToHost", "http2Origin", "disableChunkedEncoding", "noHappyEyeballs"])(
  "refuses %s as text",
  (option) => {
    expect(messages({ [option]: "true" } as unknown as OriginOptions)).toEqual([
      `${option}: "true" is not valid; use true or false.`,
    ]);
  },
);

test.each([
  "a b",
  "a\r\nX: y",
  "a/b",
  "http://a",
  " a",
  "",
  "münchen.example.com",
  "*.example.com",
  "a:0",
  "a:70000",
  "a:1:2",
  "a:",
  "::1",
  7,
])("refuses %j for httpHostHeader", (value) => {
  expect(messages({ httpHostHeader: value } as OriginOptions)).toEqual([expect.stringMatching(/host\[:port\]/)]);
});

test.each(["a", "my_host", "App.internal", "a.example.com:8443", "192.0.2.1"])(
  "accepts %j for httpHostHeader",
  (value) => {
    expect(messages({ httpHostHeader: value })).toEqual([]);
  },
);

test.each(["a b", "a:443", "*.example.com", "", "a/b", 7])("refuses %j for originServerName", (value) => {
  expect(messages({ originServerName: value } as OriginOptions)).toEqual([expect.stringMatching(/a hostname/)]);
});

test.each([
  "ca.pem",
  "./ca.pem",
  "/",
  "/etc/",
  "",
  "-----BEGIN CERTIFICATE-----\nMIIB",
  "/etc/${x}",
  "/etc/ca pool.pem",
])("refuses %j for caPool", (value) =>
  expect(messages({ caPool: value })).toEqual([expect.stringMatching(/on every connector/)]),
);

test("truncates a certificate in the message", () => {
  expect(messages({ caPool: `-----BEGIN CERTIFICATE-----\n${"A".repeat(2000)}` })[0].length).toBeLessThan(250);
});

test.each([
  [{ noTlsVerify: true }, ["http://h", "ws://h", "tcp://h:1", "unix:/s", "http_status:404"]],
  [{ originServerName: "a" }, ["http://h", "ws://h", "ssh://h", "unix:/s"]],
  [{ caPool: "/ca.pem" }, ["http://h", "ws://h", "rdp://h", "http_status:404", "unix:/s"]],
  [{ http2Origin: true }, ["http://h", "wss://h", "tcp://h:1", "unix+tls:/s"]],
  [{ matchSniToHost: true }, ["http://h", "ws://h", "smb://h", "unix+tls:/s"]],
  [{ httpHostHeader: "a" }, ["unix:/s", "unix+tls:/s", "tcp://h:1", "http_status:404"]],
  [{ socksProxy: true }, ["http://h", "https://h", "unix:/s", "http_status:404"]],
] as [OriginOptions, string[]][])("refuses %j on schemes where cloudflared ignores it", (options, services) => {
  for (const service of services) {
    expect(messages(options, service)).toEqual([
      expect.stringMatching(/^\w+: no effect on a service with the scheme [\w+]+; it applies to /),
    ]);
  }
});

test.each([
  [{ matchSniToHost: true, http2Origin: true }, HOST, /http2Origin/],
  [{ matchSniToHost: true, originServerName: "a" }, HOST, /overrides originServerName/],
  [{ matchSniToHost: true, httpHostHeader: "a:8443" }, HOST, /with its port/],
  [{ matchSniToHost: true }, "*.example.com", /for another/],
] as [OriginOptions, string, RegExp][])("refuses %j on %s", (options, hostname, message) => {
  expect(messages(options, HTTPS, hostname)).toEqual([expect.stringMatching(message)]);
});

test.each(["no_tls_verify", "noTLSVerify", "bastionMode", "ipRules", "proxyType", "access", "constructor"])(
  "refuses the unknown option %s",
  (option) =>
    expect(messages({ [option]: true } as OriginOptions)).toEqual([
      expect.stringMatching(`^${option}: not an origin option`),
    ]),
);

test("reports all mistakes of the options", () => {
  expect(messages({ connectTimeoutSeconds: 0, caPool: "ca.pem", socksProxy: true })).toHaveLength(3);
});

test("does not check tokens", () => {
  const text = Token.asString({ resolve: () => "a b" });
  expect(
    messages({
      connectTimeoutSeconds: Token.asNumber({ resolve: () => 0 }),
      originServerName: text,
      caPool: text,
      httpHostHeader: text,
    }),
  ).toEqual([]);
});

test("checks the scheme when the host of the service is a token", () => {
  const service = `http://${Token.asString({ resolve: () => "h" })}`;
  expect(messages({ noTlsVerify: true }, service)).toHaveLength(1);
  expect(messages({ noTlsVerify: true }, Token.asString({ resolve: () => HTTP }))).toEqual([]);
});
