// SPDX-License-Identifier: MIT
//
// What generated programs use of the class library and of the harness.
using System;
using System.Collections.Generic;
using System.Linq;

static class Library
{
	const string Core = "mscorlib";

	public static readonly TypeSymbol Object = TypeSymbol.External (Core, "System", "Object"),
		ValueType = TypeSymbol.External (Core, "System", "ValueType"), Enum = TypeSymbol.External (Core, "System", "Enum"),
		String = TypeSymbol.External (Core, "System", "String"), Math = TypeSymbol.External (Core, "System", "Math"),
		Delegate = TypeSymbol.External (Core, "System", "Delegate"), TypeOf = TypeSymbol.External (Core, "System", "Type"),
		MulticastDelegate = TypeSymbol.External (Core, "System", "MulticastDelegate"),
		TypeHandle = TypeSymbol.External (Core, "System", "RuntimeTypeHandle", true),
		MethodHandle = TypeSymbol.External (Core, "System", "RuntimeMethodHandle", true),
		FieldHandle = TypeSymbol.External (Core, "System", "RuntimeFieldHandle", true),
		ArgumentHandle = TypeSymbol.External (Core, "System", "RuntimeArgumentHandle", true),
		ArgIterator = TypeSymbol.External (Core, "System", "ArgIterator", true),
		MethodBase = TypeSymbol.External (Core, "System.Reflection", "MethodBase"),
		FieldInfo = TypeSymbol.External (Core, "System.Reflection", "FieldInfo"),
		MemberInfo = TypeSymbol.External (Core, "System.Reflection", "MemberInfo"),
		Exception = TypeSymbol.External (Core, "System", "Exception"), Action = TypeSymbol.External (Core, "System", "Action"),
		CompatibilityAttribute = TypeSymbol.External (Core, "System.Runtime.CompilerServices", "RuntimeCompatibilityAttribute"),
		Wrapper = TypeSymbol.External (Core, "System.Runtime.CompilerServices", "RuntimeWrappedException"),
		Observer = TypeSymbol.External ("Harness", "", "Observer");

	static readonly Dictionary<Element, TypeSymbol> primitives = new [] {
		"Boolean", "Char", "I1 SByte", "U1 Byte", "I2 Int16", "U2 UInt16", "I4 Int32", "U4 UInt32", "I8 Int64", "U8 UInt64", "R4 Single",
		"R8 Double", "I IntPtr", "U UIntPtr", "String", "Object", "TypedReference"
	}.Select (p => p.Split (' ')).ToDictionary (p => (Element) System.Enum.Parse (typeof (Element), p [0]),
		p => TypeSymbol.External (Core, "System", p.Last ()));

	/* The type behind a name that signatures have a byte for */
	public static TypeSymbol Primitive (TypeName type)
	{
		TypeSymbol symbol;

		primitives.TryGetValue (type.Element, out symbol);
		return symbol;
	}

	static TypeSymbol Thrown (string name, TypeSymbol parent)
	{
		TypeSymbol symbol = TypeSymbol.External (Core, "System", name);

		symbol.Parent = parent.Type;
		symbol.Method (".ctor", false, TypeName.Void, TypeName.String);
		return symbol;
	}

	static readonly TypeSymbol system = Thrown ("SystemException", Exception), arithmetic = Thrown ("ArithmeticException", system);

	/* All have a constructor with a message, their first method. */
	public static readonly TypeSymbol [] Exceptions = {
		Exception, system, arithmetic, Thrown ("OverflowException", arithmetic), Thrown ("DivideByZeroException", arithmetic),
		Thrown ("NullReferenceException", system), Thrown ("IndexOutOfRangeException", system),
		Thrown ("InvalidCastException", system), Thrown ("ArrayTypeMismatchException", system),
		Thrown ("InvalidOperationException", system), Thrown ("ArgumentException", system),
	};

	static Library ()
	{
		Exception.Method (".ctor", false, TypeName.Void, TypeName.String);
	}

	static MethodUse Method (TypeSymbol owner, string name, bool isStatic, TypeName result, params TypeName [] parameters)
	{
		return new MethodUse { Owner = owner.Type, Symbol = owner.Method (name, isStatic, result, parameters) };
	}

	public static readonly MethodUse ObjectConstructor = Method (Object, ".ctor", false, TypeName.Void),
		ToText = Method (Object, "ToString", false, TypeName.String),
		TypeFromHandle = Method (TypeOf, "GetTypeFromHandle", true, TypeOf.Type, TypeHandle.Type),
		MethodFromHandle = Method (MethodBase, "GetMethodFromHandle", true, MethodBase.Type, MethodHandle.Type),
		FieldFromHandle = Method (FieldInfo, "GetFieldFromHandle", true, FieldInfo.Type, FieldHandle.Type),
		NameOf = Method (MemberInfo, "get_Name", false, TypeName.String),
		Combine = Method (Delegate, "Combine", true, Delegate.Type, Delegate.Type, Delegate.Type),
		IteratorConstructor = Method (ArgIterator, ".ctor", false, TypeName.Void, ArgumentHandle.Type),
		Remaining = Method (ArgIterator, "GetRemainingCount", false, TypeName.I4),
		NextArgument = Method (ArgIterator, "GetNextArg", false, TypeName.TypedReference),
		Opaque = Method (Observer, "Opaque", true, TypeName.I4, TypeName.I4), Enter = Method (Observer, "Enter", true, TypeName.Void, TypeName.I4),
		Collect = Method (Observer, "Collect", true, TypeName.Void), Reached = Method (Observer, "Reached", true, TypeName.Void, TypeName.I4),
		NewAction = Method (Action, ".ctor", false, TypeName.Void, TypeName.Object, TypeName.I),
		Later = Method (Observer, "Later", true, TypeName.Void, Action.Type), Await = Method (Observer, "Await", true, TypeName.Void),
		Compatibility = Method (CompatibilityAttribute, ".ctor", false, TypeName.Void);

	/* Observer.Value, by what is on the stack */
	public static MethodUse Observe (TypeName type)
	{
		TypeName seen = type.Kind == Kind.Int32 ? TypeName.I4 : type.Kind == Kind.Int64 ? TypeName.I8 :
			type.Kind == Kind.NativeInt ? TypeName.I : type.IsNumber ? type : TypeName.Object;

		lock (Observer) {
			MethodSymbol known = Observer.Methods.FirstOrDefault (m => m.Name == "Value" && m.Parameters [0] == seen);
			return new MethodUse {
				Owner = Observer.Type, Symbol = known ?? Observer.Method ("Value", true, TypeName.Void, seen)
			};
		}
	}

	static readonly FieldSymbol executed = Observer.Field ("Executed", TypeName.I8, true);
	public static readonly FieldUse Executed = new FieldUse { Owner = Observer.Type, Symbol = executed };

	/* Methods to call for their results. Observer.Concat cuts strings, so that they do not grow. */
	public static readonly MethodUse [] Functions = {
		Method (Math, "Max", true, TypeName.I4, TypeName.I4, TypeName.I4),
		Method (Math, "Min", true, TypeName.I8, TypeName.I8, TypeName.I8),
		Method (Math, "Abs", true, TypeName.R8, TypeName.R8), Method (Math, "Floor", true, TypeName.R8, TypeName.R8),
		Method (Observer, "Concat", true, TypeName.String, TypeName.String, TypeName.String),
		Opaque,
		Method (String, "get_Length", false, TypeName.I4), Method (String, "get_Chars", false, TypeName.Char, TypeName.I4),
		Method (Object, "ReferenceEquals", true, TypeName.Boolean, TypeName.Object, TypeName.Object),
	};
}
