"""What the app is measured against: two bare views, on the same server and the same settings."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from warreader.urls import urlpatterns as of_the_app

from .models import Row


@login_not_required
def text(_request: HttpRequest) -> HttpResponse:
    """Return a static string."""
    return HttpResponse("The floor.")


@csrf_exempt
@login_not_required
def insert(request: HttpRequest) -> HttpResponse:
    """Insert one row."""
    Row.objects.create(text=request.POST["tag"])
    return HttpResponse("The floor.")


urlpatterns = [path("floor/text/", text), path("floor/insert/", insert), *of_the_app]
