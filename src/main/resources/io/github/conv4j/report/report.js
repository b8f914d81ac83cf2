// Shows the values under the pointer, and what to see first. The page is complete without it.
"use strict";
document.querySelectorAll("svg.plot").forEach(function (plot) {
  var inner = plot.querySelector("svg.in:not([x])");
  var readout = plot.parentNode.querySelector(".readout");
  var xEnds = plot.dataset.x.split(" ").map(Number);
  var yParts = plot.dataset.y.split(" ");
  var low = Number(yParts[0]);
  var high = Number(yParts[1]);
  var curves = Array.from(plot.querySelectorAll("path[data-name]")).map(function (path) {
    var points = Array.from(path.getAttribute("d").matchAll(/([\d.]+) ([\d.]+)/g));
    return {
      name: path.dataset.name.split(":")[0],
      points: points.map(function (match) { return [Number(match[1]), Number(match[2])]; })
    };
  });
  var cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
  cursor.setAttribute("class", "cursor");
  cursor.setAttribute("y1", "0");
  cursor.setAttribute("y2", "100%");
  function value(height) {
    var share = 1 - height / 1000;
    var number = yParts[2] ? low * Math.pow(high / low, share) : low + share * (high - low);
    var text = Math.abs(number) >= 0.001 ? Number(number.toPrecision(yParts[2] ? 3 : 4)) : number.toExponential(2);
    // What lies below a logarithmic axis, such as 0, is drawn on its lower edge.
    return (yParts[2] ? (height >= 1000 ? "at most " : "") : "") + text + plot.dataset.unit;
  }
  function nearest(points, at) {
    return points.reduce(function (best, point) {
      return Math.abs(best[0] - at) > Math.abs(point[0] - at) ? point : best;
    });
  }
  plot.addEventListener("pointermove", function (event) {
    var box = plot.getBoundingClientRect();
    var at = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    var filled = curves.filter(function (curve) { return curve.points.length > 0; });
    if (filled.length > 0) {
      var x = nearest(filled[filled.length - 1].points, at * 1000)[0] / 1000;
      cursor.setAttribute("x1", 100 * x + "%");
      cursor.setAttribute("x2", 100 * x + "%");
      plot.insertBefore(cursor, inner);
      var iteration = Math.round(xEnds[0] + x * (xEnds[1] - xEnds[0]));
      readout.textContent = plot.dataset.xName + " " + iteration.toLocaleString("en") + ": " +
        filled.map(function (curve) {
          return curve.name + " " + value(nearest(curve.points, x * 1000)[1]);
        }).join(", ");
    }
  });
  plot.addEventListener("pointerleave", function () {
    cursor.remove();
    readout.textContent = "";
  });
});
// A drawing wider than the page begins with the network's input in sight.
document.querySelectorAll(".drawn .scroll").forEach(function (area) {
  var first = area.querySelector("a.box rect").getBoundingClientRect();
  area.scrollLeft += first.left + first.width / 2 - area.getBoundingClientRect().left - area.clientWidth / 2;
});
window.addEventListener("beforeprint", function () {
  document.querySelectorAll("details").forEach(function (details) { details.open = true; });
});
