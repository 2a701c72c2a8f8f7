// Any operator of libtorch by its schema: TsVal in, IValue stack through the boxed dispatcher, TsVal out.
#include "abi.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

// What a call needs to know of one parameter, read from the schema once.
struct Parameter {
    const c10::Argument* declared;
    c10::TypeKind kind;                  // of the type behind "optional"
    bool optional;
};

struct Operator {
    c10::OperatorHandle handle;
    const c10::FunctionSchema* schema;
    std::vector<Parameter> parameters;

    explicit Operator(c10::OperatorHandle found) : handle(found), schema(&handle.schema()) {
        for (auto& argument : schema->arguments())
            parameters.push_back({&argument, plain(argument.type())->kind(), argument.type()->kind() == c10::TypeKind::OptionalType});
    }

    // Looks through "optional".
    static c10::TypePtr plain(const c10::TypePtr& type) {
        return type->kind() == c10::TypeKind::OptionalType ? type->expectRef<c10::OptionalType>().getElementType() : type;
    }
};

template <typename T, typename From>
c10::IValue list_of(const void* items, int32_t count) {
    c10::List<T> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; i++) list.push_back(static_cast<T>(static_cast<const From*>(items)[i]));
    return list;
}

c10::IValue tensors_of(const void* items, int32_t count) {
    c10::List<at::Tensor> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; i++) list.push_back(borrow(static_cast<const Handle*>(items)[i]));
    return list;
}

// Tensor?[]: an empty place means "this dimension whole".
c10::IValue optional_tensors_of(const void* items, int32_t count, const c10::Argument& argument) {
    c10::impl::GenericList list(Operator::plain(argument.type())->expectRef<c10::ListType>().getElementType());
    list.reserve(count);
    for (int32_t i = 0; i < count; i++) {
        auto handle = static_cast<const Handle*>(items)[i];
        list.push_back(handle == nullptr ? c10::IValue() : c10::IValue(borrow(handle)));
    }
    return list;
}

c10::IValue number_of(const TsVal& value, c10::TypeKind wanted) {
    bool is_float = wanted == c10::TypeKind::FloatType || wanted == c10::TypeKind::SymFloatType;
    if (value.tag == TagInt && is_float) return static_cast<double>(value.i);
    if (value.tag == TagInt && wanted == c10::TypeKind::BoolType) return value.i != 0;
    if (value.tag == TagBool && wanted == c10::TypeKind::IntType) return value.i;
    if (value.tag == TagBool) return value.i != 0;
    if (value.tag == TagDouble) return value.d;
    return value.i;
}

c10::IValue to_ivalue(const TsVal& value, const Parameter& parameter) {
    auto& argument = *parameter.declared;
    switch (value.tag) {
        case TagNone: return {};
        case TagTensor: return borrow(static_cast<Handle>(value.p));
        case TagInt:
        case TagDouble:
        case TagBool: return number_of(value, parameter.kind);
        case TagInts: return list_of<int64_t, int64_t>(value.p, value.len);
        case TagDoubles: return list_of<double, double>(value.p, value.len);
        case TagBools: return list_of<bool, uint8_t>(value.p, value.len);
        case TagTensors: return tensors_of(value.p, value.len);
        case TagOptionalTensors: return optional_tensors_of(value.p, value.len, argument);
        case TagString: return std::string(static_cast<const char*>(value.p), value.len);
        case TagDevice: return c10::Device(static_cast<c10::DeviceType>(value.i), static_cast<c10::DeviceIndex>(value.len));
        case TagGenerator: return *static_cast<const at::Generator*>(value.p);
        case TagDefault: break;
        default: TORCH_CHECK(false, "argument '", argument.name(), "' has unknown tag ", value.tag);
    }
    auto fallback = argument.default_value();
    TORCH_CHECK(fallback.has_value(), "argument '", argument.name(), "' is missing and has no default");
    return *fallback;
}

bool fits(const c10::IValue& value, c10::TypeKind wanted) {
    switch (wanted) {
        case c10::TypeKind::TensorType: return value.isTensor();
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: return value.isInt();
        case c10::TypeKind::FloatType: return value.isDouble();
        case c10::TypeKind::BoolType: return value.isBool();
        case c10::TypeKind::NumberType: return value.isScalar();
        case c10::TypeKind::StringType: return value.isString();
        case c10::TypeKind::ListType: return value.isList();
        case c10::TypeKind::DeviceObjType: return value.isDevice();
        case c10::TypeKind::GeneratorType: return value.isGenerator();
        default: return true;
    }
}

// Kernels unbox without a check, so a value of another type must stop here.
void check(const c10::IValue& value, const Parameter& parameter, const c10::FunctionSchema& schema) {
    if (value.isNone() && parameter.optional) return;
    TORCH_CHECK(fits(value, parameter.kind), schema.name(), ": argument '", parameter.declared->name(), "' expected ",
        parameter.declared->type()->str(), " but got ", value.tagKind());
}

template <typename T>
TsVal copied_list(const c10::List<T>& list, int32_t tag) {
    TsVal value{tag, static_cast<int32_t>(list.size()), {0}};
    T* copy = static_cast<T*>(std::malloc(sizeof(T) * std::max<size_t>(list.size(), 1)));
    if (copy == nullptr) throw std::bad_alloc();
    for (size_t i = 0; i < list.size(); i++) copy[i] = list.get(i);
    value.p = copy;
    return value;
}

TsVal given_tensors(c10::IValue& from) {
    auto tensors = from.toTensorVector();
    TsVal value{TagTensors, static_cast<int32_t>(tensors.size()), {0}};
    auto handles = static_cast<Handle*>(std::malloc(sizeof(Handle) * std::max<size_t>(tensors.size(), 1)));
    if (handles == nullptr) throw std::bad_alloc();
    for (size_t i = 0; i < tensors.size(); i++) handles[i] = give(std::move(tensors[i]));
    value.p = handles;
    return value;
}

TsVal from_ivalue(c10::IValue& from) {
    TsVal value{TagNone, 0, {0}};
    if (from.isTensor()) {
        value.tag = TagTensor;
        value.p = give(std::move(from).toTensor());
    } else if (from.isBool()) {
        value.tag = TagBool;
        value.i = from.toBool();
    } else if (from.isInt()) {
        value.tag = TagInt;
        value.i = from.toInt();
    } else if (from.isDouble()) {
        value.tag = TagDouble;
        value.d = from.toDouble();
    } else if (from.isTensorList()) {
        value = given_tensors(from);
    } else if (from.isIntList()) {
        value = copied_list(from.toIntList(), TagInts);
    } else if (from.isDoubleList()) {
        value = copied_list(from.toDoubleList(), TagDoubles);
    } else {
        TORCH_CHECK(from.isNone(), "a result of kind ", from.tagKind(), " cannot be handed over");
    }
    return value;
}

// The stack is kept per thread so that a call does not allocate; whatever happens it is left empty.
struct CallStack {
    std::vector<c10::IValue>& values;
    CallStack() : values(per_thread()) { values.clear(); }
    ~CallStack() { values.clear(); }

    static std::vector<c10::IValue>& per_thread() {
        static thread_local std::vector<c10::IValue> stack;
        return stack;
    }
};

}  // namespace

// The operator's cached entry, 0 when this libtorch has none of that name. It lives as long as the process.
TS_API void* ts_op(const char* name, const char* overload) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
        return new Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
    });
}

TS_API char* ts_op_schema(const void* op) {
    return guarded(static_cast<char*>(nullptr), [&] {
        return copy_text(toString(*static_cast<const Operator*>(op)->schema));
    });
}

TS_API int32_t ts_op_arity(const void* op, int32_t* results) {
    auto schema = static_cast<const Operator*>(op)->schema;
    *results = static_cast<int32_t>(schema->returns().size());
    return static_cast<int32_t>(schema->arguments().size());
}

// Fills results and returns their count, or -1. Arguments left out at the end take the schema's defaults.
TS_API int32_t ts_call(const void* op, const TsVal* arguments, int32_t count, TsVal* results, int32_t room) {
    return guarded(int32_t{-1}, [&] {
        auto entry = static_cast<const Operator*>(op);
        auto& declared = entry->parameters;
        TORCH_CHECK(count <= static_cast<int32_t>(declared.size()), entry->schema->name(), ": ", count, " arguments given, ",
            declared.size(), " declared");

        CallStack stack;
        constexpr TsVal absent{TagDefault, 0, {0}};
        for (size_t i = 0; i < declared.size(); i++) {
            auto& given = i < static_cast<size_t>(count) ? arguments[i] : absent;
            stack.values.push_back(to_ivalue(given, declared[i]));
            if (given.tag != TagDefault) check(stack.values.back(), declared[i], *entry->schema);
        }
        entry->handle.callBoxed(stack.values);

        TORCH_CHECK(static_cast<int32_t>(stack.values.size()) <= room, entry->schema->name(), " has ", stack.values.size(), " results");
        for (size_t i = 0; i < stack.values.size(); i++) results[i] = from_ivalue(stack.values[i]);
        return static_cast<int32_t>(stack.values.size());
    });
}
