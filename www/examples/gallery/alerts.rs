//! Alerts: with rules, destinations and deliveries, empty, and refused.

use corncrake_www::{
    alerts::{
        self, AlertDelivery, AlertDestination, AlertRuleForm, AlertRuleRow, AlertsView, DestinationForm,
        DestinationKindChoice, FormField,
    },
    permissions::Permissions,
};

use crate::sample::{GalleryPage, GalleryResult, MINUTE, NOW, SHOP, shop};
use corncrake_core::time::UnixMillis;

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let view = view()?;
    let empty = AlertsView {
        rules: Vec::new(),
        destinations: Vec::new(),
        deliveries: Vec::new(),
        defaults: Some((Vec::new(), true)),
        ..view.clone()
    };
    let error = Some("The destinations must be one or more of the destinations.".to_owned());
    let refused = AlertsView { rule_form: AlertRuleForm { error, ..view.rule_form.clone() }, ..view.clone() };
    let pages = [
        ("alerts", alerts::page(&view)),
        ("alerts/empty", alerts::page(&empty)),
        ("alerts/refused", alerts::page(&refused)),
    ];
    Ok(pages.into_iter().map(|(path, markup)| (format!("projects/{SHOP}/{path}"), markup)).collect())
}

fn view() -> GalleryResult<AlertsView> {
    let rule = |id: &str, name: &str, sentence: &str, details: &[&str]| AlertRuleRow {
        id: id.to_owned(),
        name: name.to_owned(),
        sentence: sentence.to_owned(),
        details: details.iter().map(|one| (*one).to_owned()).collect(),
        destinations: vec!["#shop-errors".to_owned()],
        is_on: true,
    };
    let delivery = |ago: i64, title: &str, state: &str, error: &str| AlertDelivery {
        again: (state == "given up").then_some(7),
        at: UnixMillis(NOW.0 - ago * MINUTE),
        title: title.to_owned(),
        destination: "#shop-errors".to_owned(),
        state: state.to_owned(),
        attempts: 3,
        next: (state == "waiting").then_some(UnixMillis(NOW.0 + 5 * MINUTE)),
        error: error.to_owned(),
    };
    Ok(AlertsView {
        now: NOW,
        project: Some(shop()?),
        permissions: Permissions::OWNER,
        flash: None,
        rules: vec![
            rule("0123456789ab", "New issues", "A new issue appears.", &["Environments: production"]),
            rule(
                "0123456789ac",
                "Carts",
                "An open issue reaches 50 sessions within 1 h.",
                &["Title: *cart*"],
            ),
        ],
        defaults: Some((vec![rule("0123456789ad", "Silence", "Nothing was received for 24 h.", &[])], true)),
        destinations: vec![AlertDestination {
            id: "ab0123456789".to_owned(),
            name: "#shop-errors".to_owned(),
            kind: "Slack".to_owned(),
            host: "hooks.slack.com".to_owned(),
            is_title_only: false,
            is_without_secret: false,
        }],
        rule_form: AlertRuleForm {
            trigger: "new_issue".to_owned(),
            per_hour: "20".to_owned(),
            ..AlertRuleForm::default()
        },
        destination_form: DestinationForm {
            name: FormField::of(""),
            kinds: vec![DestinationKindChoice { name: "slack".to_owned(), label: "Slack".to_owned() }],
            ..DestinationForm::default()
        },
        deliveries: vec![
            delivery(3, "New issue: TypeError: cart is undefined", "delivered", ""),
            delivery(40, "Regression: RangeError: out of stock", "waiting", "The receiver answered 503."),
            delivery(90, "12 sessions in 1 h: NetworkError", "given up", "The receiver answered 404."),
        ],
    })
}
