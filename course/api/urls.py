"""The addresses of the API, below /api/v1/."""

from django.urls import path, re_path

from course.api import assignments, labs, people, regrades, runs, teaching
from course.api.operation import Nothing

urlpatterns = [
    path("token/", people.TokenOperations.as_view()),
    path("me/", people.ShowMe.as_view()),
    path("labs/", labs.ListLabs.as_view()),
    path("labs/<slug:slug>/", labs.ShowLab.as_view()),
    path("labs/<slug:slug>/task/", labs.ShowTask.as_view()),
    path("labs/<slug:slug>/start/", labs.StartLab.as_view()),
    path("labs/<slug:slug>/grade/", labs.GradeLab.as_view()),
    path("labs/<slug:slug>/finish/", labs.FinishLab.as_view()),
    path("labs/<slug:slug>/answers/", labs.GiveAnswers.as_view()),
    path("labs/<slug:slug>/rc/", labs.ShowRc.as_view()),
    path("labs/<slug:slug>/clouds.yaml/", labs.ShowClouds.as_view()),
    path("labs/<slug:slug>/files/<name>/", labs.ShowFile.as_view()),
    path("runs/", teaching.CreateRun.as_view()),
    path("runs/<int:run_id>/", runs.ShowRun.as_view()),
    path("runs/<int:run_id>/events/", runs.FollowRun.as_view()),
    path("regrades/", regrades.BeginRegradeOfLab.as_view()),
    path("regrades/<int:regrade_id>/", regrades.ShowRegrade.as_view()),
    path("regrades/<int:regrade_id>/promote/", regrades.Promote.as_view()),
    path("regrades/<int:regrade_id>/drop/", regrades.Drop.as_view()),
    path("labs/<slug:slug>/extension/", assignments.AskForTime.as_view()),
    path("assignments/", assignments.ListAssignments.as_view()),
    path("assignments/<slug:slug>/", assignments.SetAssignment.as_view()),
    path("assignments/<slug:slug>/extend/", assignments.GiveMoreTime.as_view()),
    path("board/", teaching.ShowBoard.as_view()),
    re_path("", Nothing.as_view()),
]
