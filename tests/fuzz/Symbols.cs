// SPDX-License-Identifier: MIT
//
// Types, and the members that generated programs define and refer to.
using System;
using System.Collections.Generic;
using System.Linq;

/* ELEMENT_TYPE_… of ECMA-335 II.23.1.16 */
enum Element {
	Void = 1, Boolean = 2, Char = 3, I1 = 4, U1 = 5, I2 = 6, U2 = 7, I4 = 8, U4 = 9, I8 = 10, U8 = 11, R4 = 12, R8 = 13,
	String = 14, Pointer = 15, ByRef = 16, Value = 17, Class = 18, Var = 19, Array = 20, Instance = 21, TypedReference = 22,
	I = 24, U = 25, Object = 28, Vector = 29, MVar = 30
}

/* What a value is on the evaluation stack (ECMA-335 III.1.1) */
enum Kind { None, Int32, Int64, NativeInt, Float32, Float64, Reference, ManagedPointer, Value, Variable }

/* Equal types are the same object. */
sealed class TypeName
{
	public readonly Element Element;
	public readonly TypeName Of;               /* element type of arrays, what pointers point to */
	public readonly int Number;                /* rank of an array; number of a type variable */
	public readonly TypeSymbol Symbol;
	public readonly TypeName [] Arguments = { };

	TypeName vector, pointer, unmanaged;
	readonly TypeName [] arrays = new TypeName [4];

	TypeName (Element element, TypeName of, int number)
	{
		Element = element;
		Of = of;
		Number = number;
	}

	/* Only for TypeSymbol, which keeps them */
	internal TypeName (TypeSymbol symbol, TypeName [] arguments)
	{
		Element = arguments.Length > 0 ? Element.Instance : symbol.IsValueType ? Element.Value : Element.Class;
		Symbol = symbol;
		Arguments = arguments;
	}

	static TypeName Primitive (Element element)
	{
		return new TypeName (element, null, 0);
	}

	public static readonly TypeName Void = Primitive (Element.Void), Boolean = Primitive (Element.Boolean),
		Char = Primitive (Element.Char), I1 = Primitive (Element.I1), U1 = Primitive (Element.U1),
		I2 = Primitive (Element.I2), U2 = Primitive (Element.U2), I4 = Primitive (Element.I4),
		U4 = Primitive (Element.U4), I8 = Primitive (Element.I8), U8 = Primitive (Element.U8),
		R4 = Primitive (Element.R4), R8 = Primitive (Element.R8), I = Primitive (Element.I), U = Primitive (Element.U),
		String = Primitive (Element.String), Object = Primitive (Element.Object),
		TypedReference = Primitive (Element.TypedReference);

	public static readonly TypeName [] Numbers = { I1, U1, I2, U2, I4, U4, I8, U8, I, U, R4, R8, Boolean, Char };

	static readonly TypeName [] variables = Enumerable.Range (0, 2).Select (i => new TypeName (Element.Var, null, i)).ToArray ();
	static readonly TypeName [] methodVariables =
		Enumerable.Range (0, 2).Select (i => new TypeName (Element.MVar, null, i)).ToArray ();

	public static TypeName Var (int number)
	{
		return variables [number];
	}

	public static TypeName MVar (int number)
	{
		return methodVariables [number];
	}

	public TypeName Vector
	{
		get { lock (this) return vector ?? (vector = new TypeName (Element.Vector, this, 1)); }
	}

	public TypeName Pointer
	{
		get { lock (this) return pointer ?? (pointer = new TypeName (Element.ByRef, this, 0)); }
	}

	public TypeName Unmanaged
	{
		get { lock (this) return unmanaged ?? (unmanaged = new TypeName (Element.Pointer, this, 0)); }
	}

	public TypeName Array (int rank)
	{
		lock (this)
			return arrays [rank] ?? (arrays [rank] = new TypeName (Element.Array, this, rank));
	}

	public Kind Kind
	{
		get {
			switch (Element) {
			case Element.Void: return Kind.None;
			case Element.I8: case Element.U8: return Kind.Int64;
			case Element.I: case Element.U: case Element.Pointer: return Kind.NativeInt;
			case Element.R4: return Kind.Float32;
			case Element.R8: return Kind.Float64;
			case Element.ByRef: return Kind.ManagedPointer;
			case Element.TypedReference: return Kind.Value;
			case Element.Var: case Element.MVar: return Kind.Variable;
			case Element.Value: case Element.Instance: case Element.Class:
				return Symbol.EnumOf != null ? Symbol.EnumOf.Kind : Symbol.IsValueType ? Kind.Value : Kind.Reference;
			case Element.String: case Element.Object: case Element.Vector: case Element.Array: return Kind.Reference;
			default: return Kind.Int32;
			}
		}
	}

	public bool IsInteger { get { return Kind >= Kind.Int32 && Kind <= Kind.NativeInt; } }
	public bool IsNumber { get { return Kind >= Kind.Int32 && Kind <= Kind.Float64; } }
	public bool IsReference { get { return Kind == Kind.Reference; } }
	public bool IsArray { get { return Element == Element.Vector || Element == Element.Array; } }
	public bool IsUnsigned
	{
		get { return "Boolean Char U1 U2 U4 U8 U".Split (' ').Contains (Element.ToString ()); }
	}

	/* The number behind an enumeration */
	public TypeName Underlying { get { return Symbol != null && Symbol.EnumOf != null ? Symbol.EnumOf : this; } }

	public bool HasVariables
	{
		get {
			return Element == Element.Var || Element == Element.MVar || Of != null && Of.HasVariables ||
				Arguments.Any (a => a.HasVariables);
		}
	}

	/* With arguments in the place of type variables */
	public TypeName With (TypeName [] ofType, TypeName [] ofMethod)
	{
		switch (Element) {
		case Element.Var: return ofType.Length > 0 ? ofType [Number] : this;
		case Element.MVar: return ofMethod.Length > 0 ? ofMethod [Number] : this;
		case Element.ByRef: return Of.With (ofType, ofMethod).Pointer;
		case Element.Pointer: return Of.With (ofType, ofMethod).Unmanaged;
		case Element.Vector: return Of.With (ofType, ofMethod).Vector;
		case Element.Array: return Of.With (ofType, ofMethod).Array (Number);
		case Element.Instance: return Symbol.Instance (Arguments.Select (a => a.With (ofType, ofMethod)).ToArray ());
		default: return this;
		}
	}

	public TypeName Parent { get { return Symbol == null ? Object : Symbol.Parent; } }

	/* Whether a value of this type can be used as one of type TARGET without a conversion (ECMA-335 I.8.7) */
	public bool Fits (TypeName target)
	{
		if (this == target)
			return true;
		if (IsReference && target == Object)
			return true;
		if (Symbol == null || !IsReference || !target.IsReference)
			return false;
		if (Symbol.Interfaces.Any (i => i.With (Arguments, Arguments) == target))
			return true;
		return Symbol.Parent != null && Symbol.Parent != Object && Symbol.Parent.Fits (target);
	}

	public override string ToString ()
	{
		string arguments = Arguments.Length > 0 ? "<" + string.Join (",", Arguments.Select (a => a.ToString ())) + ">" : "";

		return Symbol != null ? Symbol.Name + arguments :
			Of != null ? Of + (Element == Element.ByRef ? "&" : Element == Element.Pointer ? "*" : "[" + new string (',', Number - 1) + "]") :
			Element == Element.Var ? "!" + Number : Element == Element.MVar ? "!!" + Number : Element.ToString ();
	}
}

sealed class TypeSymbol
{
	public string Namespace = "Fuzz", Name;
	public string Assembly;                    /* where it is defined; null: in the program */
	public bool IsValueType, IsInterface, IsAbstract, IsSealed, IsDelegate;
	public bool IsSequential, IsExplicit;
	public int Pack, ClassSize, TypeParameters;
	public SizeClass SizeClass;                /* of a struct that is there for its size */
	public TypeName Parent;
	public TypeName EnumOf;
	public readonly List<TypeName> Interfaces = new List<TypeName> ();
	public readonly List<FieldSymbol> Fields = new List<FieldSymbol> ();
	public readonly List<MethodSymbol> Methods = new List<MethodSymbol> ();

	readonly List<TypeName> instances = new List<TypeName> ();

	public TypeName Type { get { return Instance (); } }

	/* The type as its own members see it */
	public TypeName Self
	{
		get { return Instance (Enumerable.Range (0, TypeParameters).Select (i => TypeName.Var (i)).ToArray ()); }
	}

	public TypeName Instance (params TypeName [] arguments)
	{
		lock (this) {
			TypeName known = instances.FirstOrDefault (i => i.Arguments.SequenceEqual (arguments));

			if (known == null)
				instances.Add (known = new TypeName (this, arguments));
			return known;
		}
	}

	public static TypeSymbol External (string assembly, string space, string name, bool isValueType = false)
	{
		return new TypeSymbol { Assembly = assembly, Namespace = space, Name = name, IsValueType = isValueType };
	}

	public FieldSymbol Field (string name, TypeName type, bool isStatic = false)
	{
		var field = new FieldSymbol { Owner = this, Name = name, Type = type, IsStatic = isStatic };

		Fields.Add (field);
		return field;
	}

	public MethodSymbol Method (string name, bool isStatic, TypeName result, params TypeName [] parameters)
	{
		var method = new MethodSymbol { Owner = this, Name = name, IsStatic = isStatic, Result = result, Parameters = parameters };

		Methods.Add (method);
		return method;
	}
}

sealed class FieldSymbol
{
	public TypeSymbol Owner;
	public string Name;
	public TypeName Type;
	public bool IsStatic;
	public int Offset;                         /* in a type of explicit layout */
}

sealed class MethodSymbol
{
	public TypeSymbol Owner;
	public string Name;
	public bool IsStatic, IsVirtual, IsNew, IsAbstract, IsRuntime, IsVariable, NoInlining, AggressiveInlining, IsSynchronized;
	public bool IsLink;                        /* ends in a tail call */
	public bool IsApart;                       /* called only by what is made for it */
	public int TypeParameters;
	public TypeName Result;
	public TypeName [] Parameters;
	public Func<Body> Build;                   /* makes the body anew each time */

	/* As seen from inside: with `this` */
	public int ArgumentCount { get { return Parameters.Length + (IsStatic ? 0 : 1); } }
	public bool IsConstructor { get { return Name == ".ctor"; } }
	public bool IsAlwaysThere { get { return IsVirtual || IsRuntime || IsAbstract || Name == ".cctor"; } }

	public TypeName ArgumentType (int index)
	{
		if (IsStatic)
			return Parameters [index];
		return index > 0 ? Parameters [index - 1] : Owner.IsValueType ? Owner.Self.Pointer : Owner.Self;
	}

	public MethodUse Use (params TypeName [] arguments)
	{
		return new MethodUse { Owner = Owner.Self, Symbol = this, Arguments = arguments };
	}
}

/* Operands of instructions */

sealed class FieldUse
{
	public TypeName Owner;
	public FieldSymbol Symbol;

	public TypeName Type { get { return Symbol.Type.With (Owner.Arguments, new TypeName [0]); } }

	public override string ToString ()
	{
		return Type + " " + Owner + "::" + Symbol.Name;
	}
}

sealed class MethodUse
{
	public TypeName Owner;
	public MethodSymbol Symbol;
	public TypeName [] Arguments = { };        /* of a generic method */
	public TypeName [] Extra = { };            /* of a call with variable arguments */

	public TypeName Result { get { return Symbol.Result.With (Owner.Arguments, Arguments); } }

	public TypeName [] Parameters
	{
		get { return Symbol.Parameters.Concat (Extra).Select (p => p.With (Owner.Arguments, Arguments)).ToArray (); }
	}

	public override string ToString ()
	{
		return Result + " " + Owner + "::" + Symbol.Name + " (" + string.Join (", ", Parameters.Select (p => p.ToString ())) + ")";
	}
}

sealed class CallSignature
{
	public bool HasThis;
	public TypeName Result;
	public TypeName [] Parameters;
}
