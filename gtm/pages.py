"""Pages of long lists."""

from django.core.paginator import Paginator


class Pages(Paginator):
    """Those of the second half are read from the end: an offset reads all that it leaves out.

    `count`: how many rows there are, where that was counted already.
    """

    def __init__(self, rows, per_page, count=None):
        super().__init__(rows, per_page)
        if count is not None:
            self.count = count

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if first <= self.count // 2:
            return super().page(number)
        rows = self.object_list.reverse()[self.count - last : self.count - first]
        return self._get_page(list(reversed(rows)), number, self)
