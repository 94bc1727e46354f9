// Finds findings by words. The page is whole without it; "#find=words" in the address searches at once.
(function () {
  var box = document.getElementById("find"), said = document.getElementById("found");
  if (!box) { return; }
  document.documentElement.classList.add("scripted");
  function find() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0, all = 0;
    document.querySelectorAll(".rule").forEach(function (rule) {
      var any = false;
      rule.querySelectorAll(".finding").forEach(function (row) {
        var text = (rule.querySelector("h4").textContent + " " + rule.id + " " + row.textContent).toLowerCase();
        row.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
        any = any || !row.hidden;
        all++;
        shown += row.hidden ? 0 : 1;
      });
      rule.hidden = !any;
    });
    said.textContent = words.length ? shown + " of " + all + " findings" : all + " findings";
  }
  function fromAddress() {
    var m = /^#find=(.*)$/.exec(location.hash), words = "";
    if (!m) { return; }
    try { words = decodeURIComponent(m[1]); } catch (e) { words = m[1]; }
    box.value = words;
    find();
  }
  box.addEventListener("input", find);
  window.addEventListener("hashchange", fromAddress);
  find();
  fromAddress();
})();
