"""What the API says when it cannot do what was asked, in both languages."""

SENTENCES: dict[str, dict[str, str]] = {
    "not_authenticated": {
        "en": "Sign in first.",
        "ko": "먼저 로그인하십시오.",
    },
    "bad_token": {
        "en": "This token is not valid, or not any longer. Sign in again.",
        "ko": "유효하지 않거나 더 이상 쓸 수 없는 토큰입니다. 다시 로그인하십시오.",
    },
    "wrong_credentials": {
        "en": "User name and password do not match.",
        "ko": "사용자 이름 또는 비밀번호가 맞지 않습니다.",
    },
    "throttled": {
        "en": "Too many attempts. Try again in {wait} s.",
        "ko": "시도가 너무 많습니다. {wait}초 뒤에 다시 하십시오.",
    },
    "no_token": {
        "en": "This request was made without a token, so there is none to revoke.",
        "ko": "토큰 없이 한 요청이므로 폐기할 토큰이 없습니다.",
    },
    "forbidden": {
        "en": "This request is not allowed.",
        "ko": "허용되지 않는 요청입니다.",
    },
    "not_found": {
        "en": "There is nothing here, or it is not yours to see.",
        "ko": "찾는 것이 없거나 볼 권한이 없습니다.",
    },
    "unknown_lab": {
        "en": "There is no lab of this name.",
        "ko": "이 이름의 실습이 없습니다.",
    },
    "unknown_class": {
        "en": "You are in no class of this name.",
        "ko": "참여하는 반 가운데 이 이름의 반이 없습니다.",
    },
    "no_place": {
        "en": "You have no place in this class's cloud. Labs are for its students.",
        "ko": "이 반의 클라우드에 배정된 자리가 없습니다. 실습은 이 반의 수강생이 합니다.",
    },
    "not_started": {
        "en": "The lab has not been started.",
        "ko": "시작하지 않은 실습입니다.",
    },
    "invalid": {
        "en": "The request is not as it should be: {what}",
        "ko": "요청의 내용이 올바르지 않습니다: {what}",
    },
    "not_json": {
        "en": "The request is not JSON.",
        "ko": "요청이 JSON이 아닙니다.",
    },
    "method_not_allowed": {
        "en": "This address does not take {method}.",
        "ko": "이 주소는 {method} 요청을 받지 않습니다.",
    },
    "unexpected": {
        "en": "Something went wrong in the classroom. It has been written down.",
        "ko": "강의실에 문제가 생겼습니다. 내용은 기록해 두었습니다.",
    },
}
