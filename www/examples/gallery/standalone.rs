//! The pages outside a project: start, login, demo, errors.

use corncrake_core::ids::Jurisdiction;
use corncrake_www::{
    demo::{self, DemoView},
    error::{self, ErrorView},
    login::{self, LoginView},
    projects::{self, ProjectForm, ProjectHealth, ProjectsView},
    range::Range,
};

use crate::sample::{GalleryPage, GalleryResult, project, sessions, shop};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let quiet = |name, key, origins| -> GalleryResult<ProjectHealth> {
        Ok(ProjectHealth {
            project: project(name, key, origins)?,
            hours: vec![],
            events: 0,
            new: 0,
            is_unreadable: false,
        })
    };
    let all = vec![
        ProjectHealth {
            project: shop()?,
            hours: sessions(Range::Day, 1_384),
            events: 20_730,
            new: 0,
            is_unreadable: false,
        },
        ProjectHealth {
            project: project("Marketing site and the blog", "p8w2nn4c1ab", &["*"])?,
            hours: sessions(Range::Day, 212)
                .into_iter()
                .map(|hour| corncrake_www::series::SeriesPoint { errored: 0, ..hour })
                .collect(),
            events: 0,
            new: 0,
            is_unreadable: false,
        },
        quiet("Intranet", "c0ffeec0ff3", &["https://intranet.shop.example"])?,
        quiet("demo", "abc123def45", &["http://127.0.0.1"])?,
    ];
    let refused = ProjectForm {
        name: "Shop".to_owned(),
        origins: "https://shop.example/cart".to_owned(),
        name_error: Some("There is a project of this name already.".to_owned()),
        origins_error: Some(
            "The first entry must be \"*\", an origin such as https://app.example, a host or *.app.example."
                .to_owned(),
        ),
        jurisdiction: Some(Jurisdiction::Us),
        jurisdiction_error: Some("The jurisdiction must be empty or one of: eu, fedramp.".to_owned()),
    };
    let view = ProjectsView { projects: all, all: 14, ..ProjectsView::default() };
    let none = ProjectsView { projects: vec![], query: "shp".to_owned(), ..view.clone() };
    let sentence = |text: &str| text.to_owned();
    let pages = vec![
        ("", projects::page(&view)),
        ("first", projects::page(&ProjectsView::default())),
        (
            "refused",
            projects::page(&ProjectsView {
                all: 2,
                form: refused,
                jurisdictions: vec![Jurisdiction::Eu, Jurisdiction::Fedramp],
                ..view
            }),
        ),
        ("nothing-found", projects::page(&none)),
        ("login", login::page(&LoginView::default())),
        (
            "login/refused",
            login::page(&LoginView {
                error: Some(sentence("This is not the admin token.")),
                ..LoginView::default()
            }),
        ),
        (
            "demo",
            demo::page(&DemoView {
                project: Some("abc123def45".parse()?),
                base: String::new(),
                signed_in: true,
                may_see: true,
            }),
        ),
        (
            "demo/none",
            demo::page(&DemoView { project: None, base: String::new(), signed_in: false, may_see: true }),
        ),
        (
            "404",
            error::page(&ErrorView {
                status: 404,
                sentence: sentence("There is no page at this address, or not any more."),
                signed_in: true,
                project: None,
            }),
        ),
    ];
    Ok(pages.into_iter().map(|(path, page)| (path.to_owned(), page)).collect())
}
