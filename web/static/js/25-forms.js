// Filters are sent at every change.
for (const form of $$("form[data-auto]")) {
	form.addEventListener("change", (e) => { if (e.target.type === "checkbox") form.requestSubmit(); });
}

// Open menus close at Escape and at a click beside them.
document.addEventListener("click", (e) => $$("details.menu[open]").forEach((d) => d.contains(e.target) || (d.open = false)));
document.addEventListener("keydown", (e) => { if (e.key === "Escape") $$("details.menu[open]").forEach((d) => { d.open = false; $("summary", d).focus(); }); });
