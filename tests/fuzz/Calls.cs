// SPDX-License-Identifier: MIT
//
// Calls of every kind, and methods that only exist to be called in a special way.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	MethodSymbol variableArguments, jumper, adviser;
	TypeName [] extraTypes;

	void CollectCalls ()
	{
		Producer (9, type => type.Kind != Kind.ManagedPointer, Call);
		Producer (2, type => type.IsNumber, ConstrainedCall);
		Producer (2, type => type.IsNumber || type.Kind == Kind.Value, DelegateCall);
		Producer (2, type => type.IsNumber || type.Kind == Kind.Value, IndirectCall);
		Producer (2, type => type.Kind != Kind.ManagedPointer && type != TypeName.TypedReference, GenericVirtualCall);
		Producer (1, type => type == TypeName.I8, VariableCall);
		SafeProducer (3, type => type == TypeName.I4, Advice);
		Producer (3, type => type.Kind != Kind.ManagedPointer, LibraryCall);
	}

	Node [] Arguments (MethodUse use, int depth)
	{
		return use.Parameters.Select (p => Expression (p, Math.Max (0, depth - 1))).ToArray ();
	}

	/* METHOD with type arguments for the use here; RESULT is what it should answer, or null */
	MethodUse Use (MethodSymbol method, TypeName result)
	{
		var use = new MethodUse { Symbol = method, Owner = method.Owner.Type };

		if (method.Owner.TypeParameters > 0)
			use.Owner = RandomInstance (method.Owner, method.Result == TypeName.Var (0) ? result : null);
		if (method.TypeParameters > 0)
			use.Arguments = new [] { method.Result == TypeName.MVar (0) && result != null ? result : SimpleType () };
		return use;
	}

	/* A type argument. None is itself an instance over a variable: such a method could need instances without end. */
	TypeName SimpleType ()
	{
		if (frame.TypeVariables.Length > 0 && chance.Percent (50))
			return chance.Of (frame.TypeVariables);
		return chance.Of (types.Where (t => t.Arguments.Length == 0).ToList ());
	}

	TypeName RandomInstance (TypeSymbol generic, TypeName argument)
	{
		if (argument != null && !argument.HasVariables && argument.Arguments.Length == 0 || frame.TypeVariables.Contains (argument))
			return generic.Instance (argument);
		return chance.Of (instances.Where (i => i.Symbol == generic).ToList ());
	}

	bool CanBeCalled (MethodSymbol method)
	{
		return !method.IsConstructor && method.Name != ".cctor" && !method.IsRuntime && !method.IsApart && !method.IsVariable;
	}

	static bool Answers (MethodSymbol method, TypeName type)
	{
		return method.Result == type || (method.Result.Element == Element.MVar || method.Result.Element == Element.Var) &&
			type.Arguments.Length == 0 && (!type.HasVariables || type.Element == Element.Var || type.Element == Element.MVar);
	}

	Node Call (TypeName type, int depth)
	{
		if (frame.IsTight)
			return null;
		var found = AllMethods ().Where (m => CanBeCalled (m) && Answers (m, type)).ToList ();
		return found.Count == 0 ? null : CallNode (chance.Of (found), type, depth);
	}

	/* Null, if what METHOD would answer here is not RESULT */
	Node CallNode (MethodSymbol method, TypeName result, int depth)
	{
		MethodUse use = Use (method, result);

		if (result != null && use.Result != result)
			return null;
		if (method.IsStatic)
			return Node.Of (use.Result, OpCodes.Call, use, Arguments (use, depth)).Calls ();
		Node target = use.Owner.Kind == Kind.Value ? Address (use.Owner, depth, false) : Target (use.Owner, depth);
		Node [] kids = new [] { target }.Concat (Arguments (use, depth)).ToArray ();
		/* A call that is not virtual of a method of a class: with `this` not null, as C# compilers guarantee */
		bool isVirtual = use.Owner.Kind != Kind.Value && (method.IsAbstract || chance.Percent (80));
		if (!isVirtual && use.Owner.Kind != Kind.Value)
			kids [0] = Construct (use.Owner, depth);
		return Node.Of (use.Result, isVirtual ? OpCodes.Callvirt : OpCodes.Call, use, kids).Calls ();
	}

	Node CallStatement (MethodSymbol method)
	{
		Node call = CallNode (method, null, 2);

		return call.Type == TypeName.Void ? call : Observed (call);
	}

	Node ObservedCall ()
	{
		var callable = AllMethods ().Where (CanBeCalled).ToList ();

		return CallStatement (chance.Of (callable));
	}

	/* Through the interface, of a struct, a class or a type variable */
	Node ConstrainedCall (TypeName type, int depth)
	{
		var slots = contract.Methods.Where (m => m.Result == type).ToList ();

		if (slots.Count == 0 || frame.IsTight)
			return null;
		MethodUse slot = chance.Of (slots).Use ();
		TypeName target = chance.Percent (70) ? chance.Of (structs).Type : chance.Of (classes).Type;
		Node [] kids = new [] { Address (target, depth, true) }.Concat (Arguments (slot, depth)).ToArray ();
		return new Node (type, (body, node) => {
			foreach (Node kid in node.Kids)
				body.Emit (kid);
			body.Op (OpCodes.Constrained, target);
			body.Op (OpCodes.Callvirt, slot);
		}, kids).Calls ();
	}

	Node DelegateCall (TypeName type, int depth)
	{
		var found = delegates.Where (d => d.Methods [1].Result == type).ToList ();

		if (found.Count == 0 || frame.IsTight)
			return null;
		MethodUse invoke = chance.Of (found).Methods [1].Use ();
		return Node.Of (type, OpCodes.Callvirt, invoke, new [] { Target (invoke.Owner, depth) }.Concat (Arguments (invoke, depth)).ToArray ()).Calls ();
	}

	Node IndirectCall (TypeName type, int depth)
	{
		var found = program.Methods.Concat (classes [0].Methods).Where (m => m.TypeParameters == 0 && m.Result == type && CanBeCalled (m)).ToList ();

		if (found.Count == 0 || frame.IsTight)
			return null;
		MethodUse use = chance.Of (found).Use ();
		Node [] kids = Arguments (use, depth);
		var signature = new CallSignature { HasThis = !use.Symbol.IsStatic, Result = type, Parameters = use.Parameters };
		if (signature.HasThis)
			kids = new [] { Construct (use.Owner, depth) }.Concat (kids).ToArray ();
		return Node.Then (type, body => {
			body.Op (OpCodes.Ldftn, use);
			body.Op (OpCodes.Calli, signature);
		}, kids).Calls ();
	}

	Node GenericVirtualCall (TypeName type, int depth)
	{
		if (frame.IsTight || type.Arguments.Length > 0 || type.HasVariables && !frame.TypeVariables.Contains (type))
			return null;
		MethodSymbol slot = classes [0].Methods.First (m => m.Name == "GenericVirtual");
		var use = new MethodUse { Owner = classes [0].Type, Symbol = slot, Arguments = new [] { type } };
		return Node.Of (type, OpCodes.Callvirt, use, Target (classes [0].Type, depth), Expression (type, depth), Expression (TypeName.I4, depth)).Calls ();
	}

	Node LibraryCall (TypeName type, int depth)
	{
		var found = Library.Functions.Where (f => f.Result == type).ToList ();

		if (found.Count == 0)
			return null;
		MethodUse use = chance.Of (found);
		Node [] kids = Arguments (use, depth);
		if (!use.Symbol.IsStatic)
			kids = new [] { Target (TypeName.String, depth) }.Concat (kids).ToArray ();
		return Node.Of (type, use.Symbol.IsStatic ? OpCodes.Call : OpCodes.Callvirt, use, kids);
	}

	/* ---- Methods with variable arguments, and jmp ------------------------------------------------------------------ */

	void DeclareSpecial ()
	{
		variableArguments = program.Method ("Variable", true, TypeName.I8, TypeName.I4);
		variableArguments.IsVariable = true;
		extraTypes = new [] { TypeName.I4, TypeName.I8, TypeName.R8, TypeName.I4, TypeName.String }.Take (chance.Between (1, 5)).ToArray ();
		variableArguments.Build = SumOfArguments;

		/* Catches what it throws, so that filters can call it */
		adviser = program.Method ("Adviser", true, TypeName.I4, TypeName.I4, TypeName.Object, TypeName.I4.Pointer);

		/* jmp: mini handles only arguments in registers, and results that need no buffer. */
		TypeName result = chance.Any (TypeName.I4, TypeName.I8, TypeName.R8);
		TypeName [] parameters = Enumerable.Range (0, chance.Between (1, 4)).Select (i => chance.Any (TypeName.I4, TypeName.I8, TypeName.R8,
			TypeName.String)).ToArray ();
		MethodSymbol target = program.Method ("Landing", true, result, parameters);
		jumper = program.Method ("Jumper", true, result, parameters);
		jumper.NoInlining = true;
		int argument = chance.Below (parameters.Length);
		jumper.Build = () => {
			var body = new Body (jumper);
			Charge (body, 4, body.ReturnDefault);
			if (parameters [argument].IsNumber) {
				body.LoadArgument (argument);
				body.Op (OpCodes.Neg);
				body.StoreArgument (argument);
			}
			body.Op (OpCodes.Jmp, target.Use ());
			return body;
		};
	}

	Node VariableCall (TypeName type, int depth)
	{
		var use = new MethodUse { Owner = program.Type, Symbol = variableArguments, Extra = extraTypes };

		if (frame.IsTight)
			return null;
		return Node.Of (type, OpCodes.Call, use, Arguments (use, depth));
	}

	Node Advice (TypeName type, int depth)
	{
		MethodUse use = adviser.Use ();

		return frame.IsTight ? null : Node.Of (type, OpCodes.Call, use, Arguments (use, depth)).Calls ();
	}

	/* Knows the types of its arguments: all callers pass the same. */
	Body SumOfArguments ()
	{
		var body = new Body (variableArguments);
		Local iterator = new Local (Library.ArgIterator.Type), reference = new Local (TypeName.TypedReference);

		body.Address (iterator);
		body.Op (OpCodes.Arglist);
		body.Op (OpCodes.Call, Library.IteratorConstructor);
		body.Address (iterator);
		body.Op (OpCodes.Call, Library.Remaining);
		body.LoadArgument (0);
		body.Op (OpCodes.Add);
		body.Op (OpCodes.Conv_I8);
		foreach (TypeName type in extraTypes) {
			body.Address (iterator);
			body.Op (OpCodes.Call, Library.NextArgument);
			body.Store (reference);
			body.Load (reference);
			body.Op (OpCodes.Refanyval, type);
			LoadIndirect (body, type, false);
			if (type.IsInteger) {
				body.Op (OpCodes.Conv_I8);
				body.Op (OpCodes.Add);
			} else {
				body.Op (OpCodes.Call, Library.Observe (type));
			}
		}
		body.Op (OpCodes.Ret);
		return body;
	}
}
