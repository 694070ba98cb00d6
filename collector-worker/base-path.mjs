// The one place that knows that the collector is served below a path of its host, such as `/errors`:
// takes the path off a request before Rust sees it, and puts it before every address of ours in the
// answer. Rust's routes, links and redirects all begin at `/`, and stay so.
//
// A proxy may pass the path on or take it off itself: both arrive at the same route.

/** Attributes of our pages that hold one address. */
const ADDRESSES = ["href", "src", "action", "formaction", "data-endpoint"];
/** The name of a cookie that browsers take for the whole host alone, and of one for a path of it. */
const [OF_HOST, OF_PATH] = ["__Host-", "__Secure-"];

/** Whether an address leads to a path of this host. */
const isOwn = (address) => address.startsWith("/") && !address.startsWith("//");

/**
 * The base path that the operator has set; empty for none. Rust refuses every request where it is not one.
 * @param {{ BASE_PATH?: string }} env
 */
export const basePath = (env) => (env.BASE_PATH ?? "").replace(/\/+$/, "");

/**
 * The request as Rust routes it: without the base path, where it has it.
 * @param {Request} request
 * @param {string} base
 */
export function withoutBase(request, base) {
  const path = request.url.indexOf("/", request.url.indexOf("://") + 3);
  const rest = request.url.slice(path + base.length);
  const isBelow = path > 0 && request.url.startsWith(base, path) && /^([/?]|$)/.test(rest);
  const cookie = request.headers.get("cookie");
  if (!isBelow && !cookie) return request;
  const address = isBelow ? request.url.slice(0, path) + (rest.startsWith("/") ? rest : `/${rest}`) : request.url;
  let own;
  try {
    own = new Request(address, request);
  } catch {
    return request; // Its Host is not one: Rust says so.
  }
  if (cookie) own.headers.set("cookie", cookie.replaceAll(OF_PATH, OF_HOST));
  return own;
}

/**
 * The answer, with the base path in every address of ours.
 * @param {Response} response
 * @param {string} base
 */
export function withBase(response, base) {
  if (response.webSocket) return response;
  const own = new Response(response.body, response);
  const { headers } = own;
  const location = headers.get("location");
  if (location && isOwn(location)) headers.set("location", base + location);
  const cookies = headers.getSetCookie();
  headers.delete("set-cookie");
  for (const cookie of cookies) {
    headers.append("set-cookie", cookie.replace("; Path=/;", `; Path=${base};`).replace(OF_HOST, OF_PATH));
  }
  rewrite(headers, "content-security-policy", /(report-uri )(?=\/)/g, base);
  rewrite(headers, "reporting-endpoints", /(=")(?=\/)/g, base);
  const isPage = headers.get("content-type")?.startsWith("text/html");
  return isPage && own.body ? links(base).transform(own) : own;
}

function rewrite(headers, name, before, base) {
  const value = headers.get(name);
  if (value) headers.set(name, value.replace(before, `$1${base}`));
}

/**
 * Writes the base path into a page.
 * @param {string} base
 */
function links(base) {
  const rewriter = new HTMLRewriter();
  for (const name of ADDRESSES) {
    rewriter.on(`[${name}^="/"]`, {
      element(element) {
        const address = element.getAttribute(name) ?? "";
        if (isOwn(address)) element.setAttribute(name, base + address);
      },
    });
  }
  // Several addresses of WebSockets.
  rewriter.on("[data-live]", {
    element(element) {
      const addresses = element.getAttribute("data-live")?.split(" ") ?? [];
      element.setAttribute("data-live", addresses.map((address) => base + address).join(" "));
    },
  });
  return rewriter.on('meta[http-equiv="refresh"]', {
    element(element) {
      element.setAttribute("content", element.getAttribute("content")?.replace("url=/", `url=${base}/`) ?? "");
    },
  });
}
