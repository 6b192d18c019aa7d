"""The addresses of the pages."""

from django.urls import path

from course.live import live
from course.views import board, cloud, home, labs, operating, people, reading

urlpatterns = [
    path("", home.overview, name="overview"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("language/", people.choose_language, name="set_language"),
    path("class/", people.choose_cohort, name="choose_cohort"),
    path("find/", home.find, name="find"),
    path("bar/", home.bar, name="bar"),
    path("live/", live, name="live"),
    path("health/", home.health, name="health"),
    path("chapters/", reading.chapters, name="chapters"),
    path("chapters/<int:number>/", reading.chapter, name="chapter"),
    path("chapters/<int:number>/read/", reading.chapter_read, name="chapter_read"),
    path("labs/", labs.labs, name="labs"),
    path("labs/<slug:slug>/", labs.lab, name="lab"),
    path("labs/<slug:slug>/start/", labs.lab_start, name="lab_start"),
    path("labs/<slug:slug>/grade/", labs.lab_grade, name="lab_grade"),
    path("labs/<slug:slug>/answers/", labs.lab_answers, name="lab_answers"),
    path("labs/<slug:slug>/finish/", labs.lab_finish, name="lab_finish"),
    path("labs/<slug:slug>/state/", labs.lab_state, name="lab_state"),
    path("labs/<slug:slug>/verdicts/", labs.lab_verdicts, name="lab_verdicts"),
    path("labs/<slug:slug>/rc/", cloud.lab_rc, name="lab_rc"),
    path("labs/<slug:slug>/clouds.yaml", cloud.lab_clouds, name="lab_clouds"),
    path("lab", cloud.lab_client, name="lab_client"),
    path("cloud/", cloud.my_cloud, name="my_cloud"),
    path("cloud/password/", cloud.password, name="my_cloud_password"),
    path("cloud/rc/", cloud.home_rc, name="home_rc"),
    path("cloud/clouds.yaml", cloud.home_clouds, name="home_clouds"),
    path("board/", board.board, name="board"),
    path("board/<int:place>/<slug:slug>/", board.student_lab, name="student_lab"),
    path("board/<int:place>/<slug:slug>/cell/", board.board_cell, name="board_cell"),
    path("board/<int:place>/<slug:slug>/grade/", board.regrade, name="regrade"),
    path("clouds/", operating.clouds, name="clouds"),
    path("clouds/progress/", home.cloud_progress, name="cloud_progress"),
    path("clouds/practice/", operating.practice, name="practice"),
]
