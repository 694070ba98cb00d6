//! The site of the visits and the way to the collector, which answers as slowly as each visit's plan says.
//! It passes on every request as it came, and never holds back what a page posts.
//!
//! Each window has two ports of its own, since a browser opens six connections to one host. Addresses
//! begin with the visit's way and number, so that each request is known by its visit.

use std::{
    collections::{HashMap, VecDeque},
    io::Write,
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use anyhow::Result;

use crate::{
    http,
    lost_visits::{
        pages,
        plan::{PlannedVisit, WAYS},
        wire::{HTML, SiteRequest, answer, read},
    },
};

/// The header in which the collector finds a visitor's address.
pub const ADDRESS_HEADER: &str = "x-visitor";

/// Requests, by way and visit: names of files and of endpoints, in order.
pub type VisitRequests = HashMap<(String, usize), Vec<String>>;

/// What all ports share.
pub struct SlowSite {
    collector: u16,
    keys: HashMap<&'static str, String>,
    visits: Vec<PlannedVisit>,
    notes: Mutex<Notes>,
}

/// What it has seen.
#[derive(Default)]
struct Notes {
    requests: VisitRequests,
    late: Vec<f64>,
    /// Ways and numbers of the visits that a window may have after another one: theirs end at another page.
    next: VecDeque<(&'static str, usize)>,
    /// Windows that have no visit any more.
    ended: usize,
}

impl SlowSite {
    /// One of these visits, before a collector in which each way has a project.
    pub fn new(collector: u16, keys: HashMap<&'static str, String>, visits: Vec<PlannedVisit>) -> Arc<Self> {
        let going = visits.iter().filter(|visit| !visit.closes);
        let next = going.flat_map(|visit| WAYS.map(|way| (way, visit.number))).collect();
        Arc::new(Self { collector, keys, visits, notes: Mutex::new(Notes { next, ..Notes::default() }) })
    }

    /// Listens for one more window until the process ends, and gives the port of its pages.
    pub fn listen(self: &Arc<Self>) -> Result<u16> {
        let front = self.listen_before(0)?;
        self.listen_before(front)
    }

    fn listen_before(self: &Arc<Self>, front: u16) -> Result<u16> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let site = Arc::clone(self);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let site = Arc::clone(&site);
                // A page that goes before it has its answer is what this is about.
                thread::spawn(move || site.answer(&connection, front));
            }
        });
        Ok(port)
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests until now.
    pub fn requests(&self) -> VisitRequests {
        self.notes().requests.clone()
    }

    /// How many visits are left that a window may have after another one, and how many windows have ended.
    pub fn left(&self) -> (usize, usize) {
        let notes = self.notes();
        (notes.next.len(), notes.ended)
    }

    /// By how many milliseconds visitors who went to another page left later than planned: the median, and
    /// what 95 of 100 were below. It tells whether the machine kept up.
    pub fn lateness(&self) -> [f64; 2] {
        let mut late = self.notes().late.clone();
        late.sort_by(f64::total_cmp);
        [50, 95].map(|percent| late.get(late.len() * percent / 100).copied().unwrap_or_default())
    }

    fn answer(&self, mut connection: &TcpStream, front: u16) -> Result<()> {
        let Some(request) = read(connection)? else { return Ok(()) };
        let mut parts = request.path.trim_start_matches('/').splitn(3, '/');
        let [way, number, rest] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let visit = number.parse().ok().and_then(|number: usize| self.visits.get(number));
        let bytes = match visit {
            Some(visit) => self.answer_visit(&request, front, way, visit, rest)?,
            None => answer(404, "", b""),
        };
        Ok(connection.write_all(&bytes)?)
    }

    fn answer_visit(
        &self,
        request: &SiteRequest,
        front: u16,
        way: &str,
        visit: &PlannedVisit,
        rest: &str,
    ) -> Result<Vec<u8>> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let name = path.rsplit('/').next().unwrap_or_default();
        let html = |text: &str| Ok(answer(200, HTML, text.as_bytes()));
        let wait = |milliseconds: usize| thread::sleep(Duration::from_millis(milliseconds as u64));
        if front != 0 {
            return match name {
                "open" => html(pages::OPEN),
                "page" => {
                    html(&pages::page(front, way, self.keys.get(way).map_or("", String::as_str), visit))
                }
                "else" => {
                    self.notes().late.push(query.parse::<f64>()? - visit.leaves as f64);
                    html(pages::ELSE)
                }
                "next" => self.next(),
                _ => {
                    wait(visit.picture);
                    Ok(answer(200, "content-type: image/svg+xml\r\n", pages::PICTURE.as_bytes()))
                }
            };
        }
        self.notes().requests.entry((way.to_owned(), visit.number)).or_default().push(name.to_owned());
        match name {
            "client.js" => wait(visit.files[0]),
            "corncrake_bg.wasm" => wait(visit.files[1]),
            _ => {}
        }
        self.pass_on(request, visit, rest)
    }

    /// Leads a window to its next visit.
    fn next(&self) -> Result<Vec<u8>> {
        let mut notes = self.notes();
        Ok(if let Some((way, number)) = notes.next.pop_front() {
            answer(302, &format!("location: /{way}/{number}/open\r\n"), b"")
        } else {
            notes.ended += 1;
            answer(200, HTML, pages::END.as_bytes())
        })
    }

    /// The collector's answer.
    fn pass_on(&self, request: &SiteRequest, visit: &PlannedVisit, rest: &str) -> Result<Vec<u8>> {
        let is_passed = |name: &str| {
            ["origin", "user-agent", "content-type", "sec-gpc"].contains(&name)
                || name.starts_with("access-control-")
        };
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(request.headers.iter().filter(|(name, _)| is_passed(name)).map(|(n, v)| (&**n, &**v)));
        // Each visitor has an address, so that the collector counts each one's session.
        let address = format!("203.0.{}.{}", visit.number / 250, visit.number % 250 + 1);
        headers.push((ADDRESS_HEADER, &address));
        let path = format!("/{rest}");
        let answered = http::request(self.collector, &request.method, &path, &headers, &request.body)?;
        let mut back = String::new();
        for (name, value) in &answered.headers {
            let name = name.as_str();
            if ["content-type", "retry-after", "cross-origin-resource-policy"].contains(&name)
                || name.starts_with("access-control-")
            {
                back += &format!("{name}: {}\r\n", value.to_str().unwrap_or_default());
            }
        }
        Ok(answer(answered.status, &back, &answered.bytes))
    }
}
