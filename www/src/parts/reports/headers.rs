//! The response headers by which browsers report to a project by themselves (Reporting API,
//! CSP, Network Error Logging), as complete lines.

use corncrake_core::ids::ProjectKey;

use crate::format::links;

/// Seconds for which a browser remembers the endpoint of network errors: a day, so that a
/// mistake expires by tomorrow.
const NEL_SECONDS: u32 = 86_400;

/// A header: its purpose and its line.
pub(crate) struct ReportHeader {
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) line: String,
}

/// The headers, for the collector's own address.
pub(crate) fn all(address: &str, key: ProjectKey) -> [ReportHeader; 4] {
    let (origin, to) = (links::origin(address), format!("{address}/v1/{key}/report"));
    [
        ReportHeader {
            title: "Where reports go",
            about: "Deprecations, interventions and crashes come by themselves once this is there. All the \
                    others name it.",
            line: format!("Reporting-Endpoints: default=\"{to}\""),
        },
        ReportHeader {
            title: "Content-Security-Policy",
            about: "Add the last two directives to the policy you have; the others are what Corncrake’s tag \
                    needs. With Content-Security-Policy-Report-Only a new policy is tried, and nothing blocked.",
            line: format!(
                "Content-Security-Policy: script-src 'self' {origin} 'wasm-unsafe-eval'; \
                 connect-src 'self' {origin}; report-to default; report-uri {to}"
            ),
        },
        ReportHeader {
            title: "Isolation",
            about: "If your pages set these policies, they name the same place.",
            line: "Cross-Origin-Opener-Policy: same-origin; report-to=\"default\"\n\
                   Cross-Origin-Embedder-Policy: require-corp; report-to=\"default\""
                .to_owned(),
        },
        ReportHeader {
            title: "Network errors",
            about: "Requests to your site that failed: names that did not resolve, connections that broke, 5xx. \
                    Chromium alone sends them, and only where site and collector are on https.",
            line: format!(
                "Report-To: {{\"group\":\"default\",\"max_age\":{NEL_SECONDS},\"endpoints\":[{{\"url\":\"{to}\"}}]}}\n\
                 NEL: {{\"report_to\":\"default\",\"max_age\":{NEL_SECONDS}}}"
            ),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_the_project_and_fits_a_header() {
        let all = all("https://errors.example", "abc123def45".parse().unwrap());
        let to = "https://errors.example/v1/abc123def45/report";
        let joined: Vec<&str> = all.iter().flat_map(|header| header.line.lines()).collect();
        assert_eq!(joined.iter().filter(|line| line.contains(to)).count(), 3);
        for line in joined {
            let (name, value) = line.split_once(": ").unwrap();
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{line}");
            assert!(value.is_ascii() && !value.contains("  "), "{line}");
        }
    }
}
